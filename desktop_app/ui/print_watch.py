"""Pages that a dead printer or a crash left behind: told above every page, printed or answered from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app.texts import iso
from desktop_app.ui import till_questions

if TYPE_CHECKING:
    from desktop_app.services.print_queue import Job
    from desktop_app.services.printing import Printed
    from desktop_app.ui.window import MainWindow

    Jobs = tuple[Job, ...]

DOUBT, WAITING = "print-doubt", "print-waiting"


class PrintWatch(QObject):
    """Shows what waits for a printer, and asks about pages of which nobody knows whether they came out."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._told: Jobs = ()

    def begin(self) -> None:
        """The book is open: a page that was being printed in a crash is in doubt."""
        self._window.desk.ask(till_questions.recovered_prints(), self.load)

    @Slot()
    def refresh(self) -> None:
        self._window.desk.ask(till_questions.prints(), self.load, latest="print-watch")

    @Slot(object)
    def load(self, jobs: Jobs) -> None:
        """Show the first doubt, and how many pages wait; what nobody tried yet on a printer of the system is sent."""
        if jobs == self._told:
            return
        self._told = jobs
        banners, texts = self._window.banners, self._window.texts
        for name in (DOUBT, WAITING):
            banners.drop(name)
        doubt = next((job for job in jobs if job.state == "in_doubt"), None)
        if doubt is not None:
            text = texts.say(
                "{number}: did it come out of the printer?", number=iso(doubt.document)
            )
            banner = banners.show_banner(DOUBT, text, "warn", verb=texts.say("It came out"))
            banner.pressed.connect(lambda: self._answer(doubt.id, came_out=True))
            lost = banner.add_verb(texts.say("Print it again"))
            lost.clicked.connect(lambda: self._answer(doubt.id, came_out=False))
        waiting = sum(job.state == "queued" for job in jobs)
        if waiting:
            text = texts.count(
                "{n} page waits for its printer.",
                "{n} pages wait for their printer.",
                waiting,
            )
            banner = banners.show_banner(WAITING, text, "warn", verb=texts.say("Print now"))
            banner.pressed.connect(self.print_now)
        if fresh := tuple(job for job in jobs if job.by_window and not job.tries):
            self._print_pages(fresh)

    @Slot()
    def print_now(self) -> None:
        """Try again what waits: printers of ours on the worker, those of the system from here."""
        self._window.desk.do(till_questions.run_prints(), self._tried)

    def _tried(self, jobs: Jobs) -> None:
        trouble = next((job.trouble for job in jobs if job.trouble is not None), None)
        if trouble is not None:
            self._window.toasts.show(self._window.texts.bad_news(trouble), "warn", ())
        self._window.desk.ask(till_questions.prints(), self._print_pages)

    def _print_pages(self, jobs: Jobs) -> None:
        """Pages for printers of the system, one after the other until one of them is off."""
        pages = [job for job in jobs if job.state == "queued" and job.by_window]
        if not pages:
            self.refresh()
            return
        first, *others = pages
        self._window.desk.do(
            till_questions.fetch_print(first.id), lambda made: self._print(made, tuple(others))
        )

    def _print(self, made: Printed, others: Jobs) -> None:
        from desktop_app.ui import printer

        desk, texts = self._window.desk, self._window.texts
        text, news = printer.send_and_tell(desk, texts, made)
        self._window.toasts.show(text, news, ())
        rest = tuple(j for j in others if news == "ok" or not j.route.endswith(f":{made.printer}"))
        self._print_pages(rest)

    def _answer(self, job: int, *, came_out: bool) -> None:
        work = till_questions.answer_print(job, came_out=came_out)
        self._window.desk.do(work, lambda _: self.refresh() if came_out else self.print_now())

"""The command line: the same gestures as the window, without Qt, for scripts, night jobs and checks.

Exit codes: 0 done, 1 a bug (the log has the details), 2 refused, 3 trouble with the machine.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from logging.handlers import RotatingFileHandler

from desktop_app import settings as workstation
from desktop_app.domain.refusals import BadNews, CommandUnclear, Refusal
from desktop_app.texts import bare, texts_in

from .call import Answer, Call, Unclear

DONE, BUG, REFUSED, TROUBLE = 0, 1, 2, 3
log = logging.getLogger("guichet")


def main(words: Sequence[str]) -> int:
    """Carry out one command and answer the exit code."""
    try:
        code = _main(words)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # the reader went away: a quiet exit
        return DONE


def _main(words: Sequence[str]) -> int:
    _speak_utf8()
    as_json = "--json" in words
    texts = texts_in(_asked_language(words))
    try:
        answer = _carry_out(list(words))
    except Unclear as unclear:
        return _tell(CommandUnclear(reason=str(unclear)), as_json, texts.language)
    except BadNews as news:
        return _tell(news, as_json, texts.language)
    except KeyboardInterrupt:
        return 130
    except Exception:
        file = _log_to_file()
        log.exception("a command failed")
        sentence = bare(
            texts.say("Something went wrong in Guichet. The details are in {file}.", file=file)
        )
        return _say(BUG, "bug", "bug", sentence, as_json)
    if answer is None:
        return DONE
    if as_json:
        sys.stdout.write(json.dumps(answer.data, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("".join(f"{bare(line).rstrip()}\n" for line in answer.lines))
    return answer.code


def _carry_out(words: list[str]) -> Answer | None:
    from .parser import read

    arguments, settings = read(words)
    call = Call(arguments, settings)
    run = arguments.run
    answer: Answer | None = run(call)
    return answer


def _tell(news: BadNews, as_json: bool, language: str) -> int:
    refused = isinstance(news, Refusal)
    sentence = bare(texts_in(language).bad_news(news))
    kind = "refusal" if refused else "trouble"
    return _say(REFUSED if refused else TROUBLE, kind, news.code, sentence, as_json)


def _say(code: int, kind: str, name: str, sentence: str, as_json: bool) -> int:
    if as_json:
        body = {kind: {"code": name, "message": sentence}}
        sys.stdout.write(json.dumps(body, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    sys.stderr.write(sentence + "\n")
    return code


def _asked_language(words: Sequence[str]) -> str:
    """The language to complain in, before the command is understood."""
    for word, following in pairwise([*words, ""]):
        value = word[7:] if word.startswith("--lang=") else following if word == "--lang" else ""
        if value in workstation.LANGUAGES:
            return value
    try:
        return workstation.load().spoken
    except workstation.SettingsFault:
        return workstation.machine_language()


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _log_to_file() -> str:
    """Send the log to its file and answer where that is; to the standard error when the disk refuses."""
    file = workstation.log_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            file, maxBytes=1_000_000, backupCount=3, encoding="utf-8"
        )
    except OSError:
        logging.basicConfig()
        return "stderr"
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log.addHandler(handler)
    log.propagate = False
    return str(file)

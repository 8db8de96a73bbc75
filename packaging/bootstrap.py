"""Sets Guichet up on a fresh machine, then runs it or its tests: needs nothing but Python 3.11 or later.

    python3 packaging/bootstrap.py run [options of guichet]
    python3 packaging/bootstrap.py test [options of pytest]

The environment is `.venv` beside this folder, made from the locked versions. A stamp says what it holds: a second start
reads the stamp and nothing else. Exit codes: 3 when something is missing on this machine (the sentence says what to
type), otherwise those of guichet or pytest.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
VENV = PROJECT / ".venv"
STAMP = VENV / "guichet.json"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
LOCKS = {"run": "requirements.lock", "test": "requirements-test.lock"}
OLDEST, TOO_NEW = (3, 11), (3, 15)

DRAWING = {  # library -> Debian packages that carry it, under its names through the years
    "libglib-2.0.so.0": ("libglib2.0-0", "libglib2.0-0t64"),
    "libGL.so.1": ("libgl1",),
    "libEGL.so.1": ("libegl1",),
    "libxkbcommon.so.0": ("libxkbcommon0",),
    "libfontconfig.so.1": ("libfontconfig1",),
    "libdbus-1.so.3": ("libdbus-1-3",),
    "libgssapi_krb5.so.2": ("libgssapi-krb5-2",),
}
WINDOWING = {
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0",),
    "libxcb-cursor.so.0": ("libxcb-cursor0",),
    "libxcb-icccm.so.4": ("libxcb-icccm4",),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1",),
    "libxcb-shape.so.0": ("libxcb-shape0",),
}


class Missing(Exception):
    """Something this machine lacks, said in one sentence with what to do."""


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in LOCKS:
        print(__doc__.strip() if __doc__ else "", file=sys.stderr)
        return 2
    what, options = arguments[0], arguments[1:]
    try:
        prepare(what)
    except Missing as missing:
        print(f"Guichet: {missing}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("\nGuichet: stopped. The same command goes on from a clean start.", file=sys.stderr)
        return 130
    return start(what, options)


def prepare(what: str) -> None:
    """Make the environment hold what `what` needs; returns at once when the stamp says it does."""
    wanted = needs(what)
    if satisfied(wanted):
        return
    check_python()
    with alone():
        if satisfied(wanted):
            return
        install_system_pieces("display" in wanted)
        stamp = read_stamp()
        if stamp.get("python") != wanted["python"] or not PYTHON.exists() or not stamp.get("base"):
            make_environment()
            stamp = {}
        install_packages(what)
        write_stamp({**stamp, **wanted})


def start(what: str, options: list[str]) -> int:
    """Hand over to guichet or pytest in the environment."""
    environment = dict(os.environ)
    environment.pop("PYTHONHOME", None)
    environment.pop("PYTHONPATH", None)
    if what == "test":
        environment["QT_QPA_PLATFORM"] = "offscreen"
        command = [str(PYTHON), "-m", "pytest", *options]
        os.chdir(PROJECT)
    else:
        command = [str(PYTHON), "-P", "-m", "desktop_app", *options]
    sys.stdout.flush()
    if not WINDOWS:
        os.execve(command[0], command, environment)
    return subprocess.call(command, env=environment)


# What the environment holds


def needs(what: str) -> dict[str, str]:
    """The stamp that an environment good for `what` carries, at least."""
    wanted = {"python": ".".join(map(str, sys.version_info[:3])), "base": digest("run")}
    if what == "test":
        wanted["test"] = digest("test")
    if what == "run" and has_display():
        wanted["display"] = "yes"
    return wanted


def satisfied(wanted: dict[str, str]) -> bool:
    stamp = read_stamp()
    return PYTHON.exists() and all(stamp.get(key) == value for key, value in wanted.items())


def digest(what: str) -> str:
    """What the environment was made from: the lock, the project's own metadata, the place it lies in."""
    text = hashlib.sha256(str(PROJECT).encode())
    for name in (LOCKS[what], "pyproject.toml"):
        try:
            text.update((PROJECT / name).read_bytes())
        except OSError:
            raise Missing(
                f"{name} is not beside packaging/; take the whole project again."
            ) from None
    return text.hexdigest()


def read_stamp() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(stamp: dict[str, str]) -> None:
    """Last act of a set-up, by rename: a stamp is whole or absent."""
    part = STAMP.with_suffix(".part")
    part.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    os.replace(part, STAMP)


def has_display() -> bool:
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# Python and its environment


def check_python() -> None:
    if sys.version_info < OLDEST:
        raise Missing(
            "Python 3.11 or later is needed, this is {}.{}; start with a newer python3.".format(
                *sys.version_info
            )
        )
    if sys.version_info >= TOO_NEW:
        raise Missing(
            "this Python is newer than the locked packages; start with Python 3.11 to 3.14."
        )


def make_environment() -> None:
    """An empty environment in `.venv`; a half-made or older one is thrown away first."""
    if VENV.exists():
        if not VENV.is_symlink() and not (VENV / "pyvenv.cfg").exists() and any(VENV.iterdir()):
            raise Missing(f"{VENV} exists and is no environment; move it away and start again.")
        say("remaking the environment .venv")
        STAMP.unlink(missing_ok=True)
        if VENV.is_symlink():
            VENV.unlink()
        else:
            shutil.rmtree(VENV)
    else:
        say("making the environment .venv (once)")
    VENV.mkdir()
    (VENV / "pyvenv.cfg").touch()  # marks it as ours before anything can interrupt
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=plain_environment(),
    )
    if done.returncode:
        raise Missing(f"the environment could not be made: {last_line(done.stdout)}")


def install_packages(what: str) -> None:
    """The locked packages, checked by hash, then the project itself, editable."""
    lock = PROJECT / LOCKS[what]
    count = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    say(f"installing the locked packages (up to {count}, once, 200 MB or so)")
    pip(
        "install",
        "--require-hashes",
        "--only-binary=:all:",
        "-r",
        str(lock),
        trouble="the packages could not be installed. Check the network and the space left, "
        "then type the same command again",
    )
    pip(
        "install",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        "--editable",
        str(PROJECT),
        trouble="the project itself could not be installed",
    )


def pip(*arguments: str, trouble: str) -> None:
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    done = subprocess.run(
        [*command, "--quiet", "--no-warn-script-location"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=PROJECT,
        env=plain_environment(),
    )
    if done.returncode:
        errors = [line for line in done.stdout.splitlines() if line.startswith("ERROR:")]
        detail = errors[-1][7:] if errors else last_line(done.stdout)
        raise Missing(f"{trouble}. ({detail})")


def plain_environment() -> dict[str, str]:
    """The environment without what would make Python or pip install elsewhere."""
    unwanted = {"PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_ROOT"}
    return {key: value for key, value in os.environ.items() if key not in unwanted}


# System pieces (Debian and its family)


def install_system_pieces(display: bool) -> None:
    """Install the Debian packages that are missing, or say the one command to type."""
    if not sys.platform.startswith("linux"):
        return
    wanted = missing_pieces(display)
    if not wanted:
        return
    apt = shutil.which("apt-get")
    if apt is None:
        names = ", ".join(name for name, _ in wanted)
        raise Missing(
            f"this machine lacks {names}; install them with its package manager and start again."
        )
    if os.geteuid() == 0 and not all(known(candidates) for _, candidates in wanted):
        say("reading the list of Debian packages")
        apt_get(apt, "update")
    packages = sorted(known(candidates) or candidates[0] for _, candidates in wanted)
    command = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0:
        raise Missing(
            f"a few system libraries are missing. Type:\n    sudo {command}\nthen start again."
        )
    say(f"adding system libraries: {' '.join(packages)}")
    if not apt_get(apt, *command.split()[1:]):
        apt_get(apt, "update")
        if not apt_get(apt, *command.split()[1:]):
            raise Missing(f"the system libraries could not be installed. Type:\n    {command}")
    importlib.invalidate_caches()
    left = [name for name, _ in missing_pieces(display)]
    if left:
        raise Missing(f"this machine still lacks {', '.join(left)} after installing {packages}.")


def missing_pieces(display: bool) -> list[tuple[str, tuple[str, ...]]]:
    """What cannot be loaded here, with the packages that would bring it."""
    libraries = {**DRAWING, **(WINDOWING if display else {})}
    pieces = [(name, packages) for name, packages in libraries.items() if not loads(name)]
    if importlib.util.find_spec("ensurepip") is None or not has_bundled_pip():
        version = "python{}.{}-venv".format(*sys.version_info)
        pieces.append(("ensurepip", (version, "python3-venv")))
    return pieces


def has_bundled_pip() -> bool:
    """Debian leaves ensurepip out, or in without the pip it installs."""
    try:
        import ensurepip

        return bool(ensurepip.version())
    except Exception:
        return False


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def known(candidates: tuple[str, ...]) -> str:
    """The first of these packages that the system's lists offer, or an empty text."""
    cache = shutil.which("apt-cache")
    for name in candidates if cache else ():
        shown = subprocess.run([cache, "policy", name], stdout=subprocess.PIPE, text=True)
        if "Candidate:" in shown.stdout and "Candidate: (none)" not in shown.stdout:
            return name
    return ""


def apt_get(apt: str, *arguments: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [apt, "-qq", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        print(done.stdout[-2000:], file=sys.stderr)
    return done.returncode == 0


# Small things


@contextlib.contextmanager
def alone():
    """One set-up at a time; a second one waits for the first."""
    with open(PROJECT / ".venv.lock", "w") as handle:
        said = False
        while not try_lock(handle):
            if not said:
                say("another set-up is at work, waiting for it")
                said = True
            time.sleep(0.5)
        yield


def try_lock(handle) -> bool:
    try:
        if WINDOWS:
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def say(text: str) -> None:
    print(f"Guichet: {text}", file=sys.stderr, flush=True)


def last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1].strip() if lines else "no reason given"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Where things are: resources (source tree, wheel or frozen program), the user's shop file, logs and backups.

And what SQLite holds open in this process. Closing any other handle of such a file would drop SQLite's locks on it, so
whoever opens a file that a user named asks here first.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

APP_NAME = "jxc-desktop"
_held: list[Path] = []


class HeldOpen(OSError):
    """A file that SQLite holds open in this process."""


@contextmanager
def held_open(path: Path) -> Iterator[None]:
    """While SQLite holds a file open."""
    _held.append(path)
    try:
        yield
    finally:
        _held.remove(path)


def is_held_open(path: Path) -> bool:
    """Whether SQLite holds the file open in this process, under whatever name."""
    return any(_is_same(path, each) for each in tuple(_held))


def refuse_held_open(path: Path) -> None:
    """Raise HeldOpen for a file that nobody but SQLite may touch now."""
    if is_held_open(path):
        raise HeldOpen(errno.EBUSY, os.strerror(errno.EBUSY), str(path))


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def real_path(path: Path) -> Path:
    """The file itself, whatever links lead to it: one file has one name, one lock and one log. A circle of links stays as it is."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()


def resource_root() -> Path:
    """The folder `resources`: beside the package in a source tree, inside it in a wheel, unpacked in a frozen program."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen, "resources")
    package = Path(__file__).resolve().parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def resource(*parts: str) -> Path:
    """A file or folder below `resources`."""
    return resource_root().joinpath(*parts)


def command() -> str:
    """How the program is started from a terminal: the set-up script in a source tree, else the command that was installed."""
    script = "start.ps1" if sys.platform == "win32" else "start.sh"
    if not (Path(__file__).resolve().parent.parent / "installer" / script).is_file():
        return APP_NAME
    return f"installer\\{script}" if sys.platform == "win32" else f"bash installer/{script}"


def data_folder() -> Path:
    """The user's data folder; `JXC_DATA` overrides it. Made when absent."""
    chosen = os.environ.get("JXC_DATA")
    if chosen:
        folder = Path(chosen)
    else:
        import platformdirs

        folder = Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))
    _make(folder)
    return folder


@cache
def _make(folder: Path) -> None:
    """Make a folder, once a run: the counter asks for it with every sale."""
    folder.mkdir(parents=True, exist_ok=True)


def default_shop_file() -> Path:
    """The embedded shop file, used when none is named."""
    return data_folder() / "shop.jxc"


def backup_folder(shop_file: Path) -> Path:
    """Where the backups of a shop file are kept unless another folder was chosen; perhaps not there yet."""
    return real_path(shop_file).parent / "backups"


def log_folder() -> Path:
    """Where the rotating log is written."""
    folder = data_folder() / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder

"""What can be wrong with the shop file, its disk and its lock; and the translation of the driver's errors into these."""

from pathlib import Path

from sqlalchemy.exc import DBAPIError

from jxc_desktop.domain.errors import DataProblem, ShopError
from jxc_desktop.i18n import N_, _


class DiskFull(DataProblem):
    """No space left where the shop file is."""

    def __init__(self, free_bytes: int | None = None) -> None:
        super().__init__(free_bytes)
        self.free_bytes = free_bytes

    def sentence(self) -> str:
        """Name the free space."""
        free = "?" if self.free_bytes is None else f"{self.free_bytes / 1_000_000:.1f}"
        return _("The disk is full ({free} MB free). Nothing was written and nothing is lost. Free some space and try again.").format(
            free=free
        )


class DiskFailed(DataProblem):
    """The disk reported an error: what was being written may or may not be there."""

    def sentence(self) -> str:
        """Nothing is confirmed until the file was reopened."""
        return _(
            "The disk reported an error, and this is not confirmed. What was stored before is safe. "
            "Open the shop again: it is looked up whether this was stored."
        )


class TextNotStorable(ShopError):
    """A text with half a character in it: a torn emoji from an input method, a file name in another encoding."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def sentence(self) -> str:
        """Quote the text, the half as a box."""
        whole = self.text.encode("utf-8", "replace").decode()
        return _("“{text}” holds a broken character. Nothing was written; type it again.").format(text=whole[:40])


class FileBusy(DataProblem):
    """Another program holds the file."""

    def sentence(self) -> str:
        """Try again."""
        return _("The shop file is busy. Nothing was written; try again in a moment.")


class FileReadOnly(DataProblem):
    """File or folder can't be written."""

    def sentence(self) -> str:
        """Look only."""
        return _("The shop file can't be written (read-only file or folder). Nothing was changed.")


class LogNotShared(DataProblem):
    """A folder that can't be written, and entries in the log beside the file: SQLite has nowhere to keep who reads them."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(str(path))
        self.path = str(path)

    def sentence(self) -> str:
        """Name the log and the two ways out."""
        return _(
            "The folder of {path} can't be written, and the latest entries still stand beside the file in {log}, which can't be read that way. "
            "Nothing was changed. Copy both files into a folder of your own and look there, or ask for the right to write."
        ).format(path=self.path, log=f"{Path(self.path).name}-wal")


class FileDamaged(DataProblem):
    """The file is no sound database."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    def sentence(self) -> str:
        """Nothing was written."""
        text = _("The shop file is damaged. Nothing was written to it. Keep the file as it is and restore the last good backup.")
        return _("{text} ({detail})").format(text=text, detail=_(self.detail)) if self.detail else text


class NotAShopFile(DataProblem):
    """The file belongs to another program, or to none."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(str(path))
        self.path = str(path)

    def sentence(self) -> str:
        """Name the file."""
        return _("{path} is not a shop file of this program. Nothing was written to it.").format(path=self.path)


class FileUnreadable(DataProblem):
    """The system does not let us look at the file."""

    def __init__(self, path: Path | str, why: str) -> None:
        super().__init__(str(path), why)
        self.path, self.why = str(path), why

    def sentence(self) -> str:
        """Quote the system."""
        return _(
            "{path} can't be read ({why}). Nothing was changed. Sign in as the person the file belongs to, or ask for the right."
        ).format(path=self.path, why=self.why)


class FileTooNew(DataProblem):
    """A later version of the program made the file."""

    def sentence(self) -> str:
        """Update the program."""
        return _("A newer version of the program made this shop file. Nothing was written to it; install the newer version.")


class FileTooOld(DataProblem):
    """An earlier version of the program made the file, and it is only to be read."""

    def sentence(self) -> str:
        """Let it be brought up to date."""
        return _(
            "An older version of the program made this shop file. Nothing was changed. "
            "Open the shop once in the window, which makes a backup and brings the file up to date; then try again."
        )


WINDOW, TERMINAL = "window", "terminal"
HOLDERS = {WINDOW: N_("the shop's window"), TERMINAL: N_("a terminal command")}


class ShopInUse(DataProblem):
    """Another window or command has the file open for writing."""

    def __init__(self, program: str, process: int | None) -> None:
        super().__init__(program, process)
        self.program, self.process = program, process

    def sentence(self) -> str:
        """Name who holds the file, and what to do about it."""
        program = _(HOLDERS.get(self.program, self.program))
        holder = program if self.process is None else _("{program}, process {number}").format(program=program, number=self.process)
        return _(
            "The shop file is in use: {holder}. Nothing was changed. Close it there, or wait until it has ended, and try again."
        ).format(holder=holder)


_DRIVERS_WORDS = (N_("database disk image is malformed"), N_("file is not a database"), N_("0 bytes"))
_DAMAGE = ("malformed", "not a database", "file is encrypted", "vtable constructor failed", "database corruption")


def known_problem(error: DBAPIError, free_bytes: int | None = None) -> DataProblem | None:
    """The problem behind an error of the database's, or None when it is a mistake of ours."""
    return drivers_problem(str(error.orig), free_bytes)


def drivers_problem(said: str, free_bytes: int | None = None) -> DataProblem | None:
    """The problem that the driver's own words name, or None."""
    text = said.lower()
    if "disk is full" in text or "database or disk is full" in text:
        return DiskFull(free_bytes)
    if "disk i/o error" in text:
        return DiskFailed()
    if "locked" in text or "busy" in text:
        return FileBusy()
    if "readonly" in text or "unable to open" in text:
        return FileReadOnly()
    if any(words in text for words in _DAMAGE):
        return FileDamaged(said)
    return None

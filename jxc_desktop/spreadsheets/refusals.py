"""Why a file is not read: each refusal says what happened, that nothing was changed, and what to do now."""

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import N_, _

KINDS = {
    "empty": N_("an empty file (0 bytes)"),
    "git_lfs": N_("only a pointer to a file kept elsewhere (Git LFS), not the file itself"),
    "json": N_("a JSON file of another program"),
    "html": N_("a web page under the name of a workbook"),
    "xml": N_("an XML file"),
    "pdf": N_("a PDF"),
    "picture": N_("a picture"),
    "archive": N_("a packed archive"),
    "document": N_("an Office document, but not a workbook"),
    "binary": N_("not a table of any kind"),
    "no_sheets": N_("a workbook without a sheet of cells"),
}

BOMBS = {
    "entries": N_("it holds too many parts"),
    "total": N_("it would unpack to more than 300 MB"),
    "ratio": N_("a part of it is packed more than 100 times"),
    "lies": N_("it unpacks to more than it says"),
    "dtd": N_("it carries entity definitions (DTD)"),
    "method": N_("it is packed in a way that workbooks never are"),
}


class WorkbookRefused(ShopError):
    """A file that is not read."""


class CannotOpenFile(WorkbookRefused):
    """The file is not there, or the system does not let us read it."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason

    def sentence(self) -> str:
        """Quote the system."""
        return _("“{name}” can't be opened ({reason}). Nothing was changed. Close it in Excel, check the place, and try again.").format(
            name=self.name, reason=self.reason
        )


class NotAWorkbook(WorkbookRefused):
    """The file is something else: a key of KINDS."""

    def __init__(self, name: str, kind: str) -> None:
        super().__init__(name, kind)
        self.name, self.kind = name, kind

    def sentence(self) -> str:
        """Say what it seems to be."""
        return _(
            "“{name}” is not a workbook: it is {kind}. Nothing was changed. Open it in Excel or WPS, save it as .xlsx, and choose that file."
        ).format(name=self.name, kind=_(KINDS[self.kind]))


class WorkbookEncrypted(WorkbookRefused):
    """The workbook is protected by a password."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Say how to take the password off."""
        return _(
            "“{name}” is protected by a password. Nothing was changed. Open it in Excel, save a copy without the password, and choose that."
        ).format(name=self.name)


class WorkbookDamaged(WorkbookRefused):
    """No reader can make sense of the workbook."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Say how to mend it."""
        return _(
            "“{name}” is damaged and can't be read. Nothing was changed. Open it in Excel or WPS, save it as a new .xlsx, and choose that file."
        ).format(name=self.name)


class PackedBomb(WorkbookRefused):
    """A ZIP that is unsafe to unpack: a key of BOMBS."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason

    def sentence(self) -> str:
        """Name what is wrong with the packing."""
        return _("“{name}” is not safe to open: {reason}. Nothing was changed. Ask whoever sent it for an ordinary workbook.").format(
            name=self.name, reason=_(BOMBS[self.reason])
        )


class FileTooBig(WorkbookRefused):
    """The file is beyond any list of products."""

    def __init__(self, name: str, megabytes: int, limit: int) -> None:
        super().__init__(name, megabytes, limit)
        self.name, self.megabytes, self.limit = name, megabytes, limit

    def sentence(self) -> str:
        """Name the size and the limit."""
        return _("“{name}” has {megabytes} MB; at most {limit} MB are read. Nothing was changed. Split it into several files.").format(
            name=self.name, megabytes=self.megabytes, limit=self.limit
        )


class TooManyRows(WorkbookRefused):
    """More filled rows than are read at once."""

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(name, limit)
        self.name, self.limit = name, limit

    def sentence(self) -> str:
        """Name the limit."""
        return _("“{name}” has more than {limit} filled rows. Nothing was changed. Split it into several files.").format(
            name=self.name, limit=f"{self.limit:,}"
        )


class ReadingTookTooLong(WorkbookRefused):
    """The time limit was reached."""

    def __init__(self, name: str, seconds: int) -> None:
        super().__init__(name, seconds)
        self.name, self.seconds = name, seconds

    def sentence(self) -> str:
        """Name the limit."""
        return _(
            "Reading “{name}” took longer than {seconds} seconds and was given up. Nothing was changed. "
            "Save only the list of products as a new .xlsx, and choose that."
        ).format(name=self.name, seconds=self.seconds)


class ReadingTookTooMuchMemory(WorkbookRefused):
    """The memory limit was reached."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Say what helps."""
        return _(
            "“{name}” needs too much memory to read. Nothing was changed. Copy the list of products into a new workbook, and choose that."
        ).format(name=self.name)


class ReadingCancelled(WorkbookRefused):
    """The user gave up."""

    def sentence(self) -> str:
        """Say that it is safe."""
        return _("Reading was cancelled. Nothing was changed.")

"""Refusals. An error is a class named as the fact, and words its own message: what happened, is the data safe, what now.

`ShopError` is a refusal: nothing was written, the user may go on. `DataProblem` is the file or the disk, not the user:
it gets a dialog of its own. Each area adds its errors beside its rules; only those that several areas raise stand here.
"""

from collections.abc import Sequence

from jxc_desktop.i18n import _


class ShopError(Exception):
    """Something the shop refuses. `str()` is the sentence for the user, in the language of the moment."""

    def __str__(self) -> str:
        """The sentence for the user."""
        return self.sentence()

    def sentence(self) -> str:
        """What happened and what to do; children word their own."""
        return _("This is not possible. Nothing was changed.")


def first_of(names: Sequence[str], most: int = 3) -> str:
    """The first of several names, with a sign that there are more."""
    return "、".join(names[:most]) + ("…" if len(names) > most else "")


class NamesGoods(ShopError):
    """A refusal that names goods: the first few of them are `listed`."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(tuple(names))
        self.names = tuple(names)

    @property
    def listed(self) -> str:
        """The first names."""
        return first_of(self.names)


class DataProblem(ShopError):
    """The shop file, its disk or its lock: not the user's doing."""


class NotAllowed(ShopError):
    """The person signed in lacks a right."""

    def __init__(self, permission_title: str) -> None:
        super().__init__(permission_title)
        self.permission_title = permission_title

    def sentence(self) -> str:
        """Name the right that lacks."""
        return _("You may not do this: it needs the right “{right}”. Nothing was changed.").format(right=_(self.permission_title))


class NotFound(ShopError):
    """A record that was asked for is not there (any more)."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def sentence(self) -> str:
        """Name what was looked for."""
        return _("Not found: {what}. Nothing was changed.").format(what=self.what)


class ChangedMeanwhile(ShopError):
    """A record was changed by somebody else since it was shown."""

    def sentence(self) -> str:
        """Say that nothing was overwritten."""
        return _("Someone else changed this meanwhile. Nothing was overwritten; look at the new values and try again.")


class NotANumber(ShopError, ValueError):
    """A text that is no number, or would have to be guessed at."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def sentence(self) -> str:
        """Quote the text."""
        return _("“{text}” is not a number.").format(text=self.text[:40])


class TooLarge(ShopError, ValueError):
    """A number beyond what the program keeps exactly."""

    def __init__(self, text: str, limit: str) -> None:
        super().__init__(text, limit)
        self.text, self.limit = text, limit

    def sentence(self) -> str:
        """Name the limit."""
        return _("{text} is too large: at most {limit}.").format(text=self.text[:40], limit=self.limit)


class TooPrecise(ShopError, ValueError):
    """More decimals than the program keeps."""

    def __init__(self, text: str, decimals: int) -> None:
        super().__init__(text, decimals)
        self.text, self.decimals = text, decimals

    def sentence(self) -> str:
        """Name the number of decimals."""
        return _("{text} has too many decimals: at most {decimals}.").format(text=self.text[:40], decimals=self.decimals)


class NameTaken(ShopError):
    """A name that another has, or none at all."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Quote the name."""
        if not self.name:
            return _("A name is needed. Nothing was changed.")
        return _("“{name}” is there already. Nothing was changed.").format(name=self.name)

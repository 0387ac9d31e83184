"""The columns of a list: one declaration for the screen, the workbook, paper and the terminal."""

from dataclasses import dataclass

from jxc_desktop.domain.permissions import Permission


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `title` is a msgid; `kind` is text, code, money, quantity, integer, percent, bool, date or time."""

    key: str
    title: str
    kind: str
    total: bool = False
    permission: Permission | None = None
    width: int = 0

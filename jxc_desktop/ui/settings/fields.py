"""The fields of a form of choices: what is typed in them stays when something else is saved meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Field:
    """A field on a form: its widget, how it is read and how it is filled."""

    widget: QWidget
    read: Callable[[], Any]
    fill: Callable[[Any], object]


class Fields:
    """Fields by name, each with what it showed when nobody had typed in it."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self.by_name = dict(fields)
        self._shown: dict[str, Any] = {}

    def show(self, values: Mapping[str, Any]) -> None:
        """Show what is chosen now; a field in which something else was typed is left alone."""
        for name, field in self.by_name.items():
            if name not in self._shown or field.read() in (self._shown[name], values[name]):
                field.fill(values[name])
                self._shown[name] = field.read()

    def read(self) -> dict[str, Any]:
        """What stands in the fields."""
        return {name: field.read() for name, field in self.by_name.items()}

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        next(iter(self.by_name.values())).widget.setFocus()

    def is_dirty(self) -> bool:
        """Whether something was typed that is not kept yet."""
        return self.read() != self._shown

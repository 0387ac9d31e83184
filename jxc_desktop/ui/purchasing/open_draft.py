"""A document that is being typed: every change is stored before it is shown, and can be taken back."""

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from jxc_desktop.operations.work import Shop

MOST_STEPS = 500


class Typed(Protocol):
    """What is typed: it has lines."""

    @property
    def lines(self) -> Sequence[object]:
        """The lines, in their order."""


T = TypeVar("T", bound=Typed)


class OpenDraft(QObject, Generic[T]):
    """`changed` comes when anything is another one; `place` is the line under the cursor, -1 without one.

    Children say how it is stored (`_store`) and what else is to be read for it (`_read`).
    """

    changed = Signal()

    def __init__(self, shop: Shop, typed: T, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.typed = typed
        self.place = len(typed.lines) - 1
        self._before: list[tuple[T, int, str]] = []

    def _store(self, typed: T) -> None:
        """Keep it."""
        raise NotImplementedError

    def _read(self) -> None:
        """What is known of its supplier and goods now."""
        raise NotImplementedError

    def change(self, typed: T, place: int | None = None, *, what: str = "") -> None:
        """Another state of it, stored at once. Keystrokes in the same field (`what`) are taken back together."""
        if typed == self.typed:
            return
        if not (what and self._before and self._before[-1][2] == what):
            self._before = [*self._before[-MOST_STEPS:], (self.typed, self.place, what)]
        self._show(typed, self.place if place is None else place)

    def _show(self, typed: T, place: int) -> None:
        self._store(typed)
        self.typed = typed
        self.place = min(place, len(typed.lines) - 1)
        self._read()
        self.changed.emit()

    def keep(self, typed: T) -> None:
        """Store what is said of it besides what it shows: no step to be taken back."""
        if typed != self.typed:
            self._store(typed)
            self.typed = typed

    def undo(self) -> bool:
        """As it was before the last change; False when there was none."""
        if not self._before:
            return False
        typed, place, _what = self._before.pop()
        self._show(typed, place)
        return True

    def step_to(self, place: int) -> None:
        """Another line under the cursor."""
        place = max(0, min(place, len(self.typed.lines) - 1)) if self.typed.lines else -1
        if place != self.place:
            self.place = place
            self.changed.emit()

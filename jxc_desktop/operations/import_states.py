"""The states that an import passes through, and that only one runs at a time."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from jxc_desktop.db.tables.imports import import_batch, import_slice
from jxc_desktop.domain.errors import NotFound, ShopError
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.imports import MASS_CHANGE, PRICES
from jxc_desktop.queries.view import View

SWITCH_SECONDS = 0.0005

Progress = Callable[[int, int], object]
Cancelled = Callable[[], bool]


class ImportRunning(ShopError):
    """Another import is being applied or taken back."""

    def sentence(self) -> str:
        """Wait for it."""
        return _("Another import is still running. Nothing was changed; try again when it has ended.")


_BATCH = select(import_batch).where(import_batch.c.id == bindparam("of_import"))
_SETS_STOCK = (
    select(import_slice.c.slice_no)
    .where(import_slice.c.import_id == bindparam("of_import"), import_slice.c.body.like('%"stock":%'))
    .limit(1)
)
_RUNNING = select(import_batch.c.id).where(import_batch.c.state.in_(("applying", "undoing"))).limit(1)


def rights_of(kind: str) -> tuple[Permission, ...]:
    """The rights to apply or take back a batch of this kind: a mass change is an edit of the list, not a file."""
    if kind == MASS_CHANGE:
        return (Permission.EDIT_PRODUCTS,)
    if kind.startswith(PRICES):
        return (Permission.IMPORT_PRODUCTS, Permission.EDIT_SUPPLIERS)
    return (Permission.IMPORT_PRODUCTS,)


def rights_for(view: View, import_id: int, kind: str) -> tuple[Permission, ...]:
    """The rights to apply or take back this batch, asked for once, before it begins: its slices then come to their end."""
    sets_stock = view.connection.execute(_SETS_STOCK, {"of_import": import_id}).first() is not None
    return (*rights_of(kind), Permission.SET_OPENING_STOCK) if sets_stock else rights_of(kind)


def nothing(_done: int, _all: int) -> None:
    """No progress is shown."""


def never() -> bool:
    """Nobody cancels."""
    return False


@contextmanager
def often_switching() -> Iterator[None]:
    """Let other threads have their turn ten times as often: the counter goes on selling while an import computes."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(min(usual, SWITCH_SECONDS))
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def refuse_second(work: Work) -> None:
    """Raise ImportRunning while an import is applied or taken back."""
    if work.connection.execute(_RUNNING).first() is not None:
        raise ImportRunning


def batch_in(view: View, import_id: int, state: str) -> Row[Any]:
    """The batch, when it is in this state. Raises NotFound."""
    batch = view.connection.execute(_BATCH, {"of_import": import_id}).one_or_none()
    if batch is None or batch.state != state:
        raise NotFound(str(import_id))
    return batch


def set_state(work: Work, import_id: int, state: str) -> None:
    """Move a batch on."""
    work.connection.execute(update(import_batch).where(import_batch.c.id == import_id).values(state=state))

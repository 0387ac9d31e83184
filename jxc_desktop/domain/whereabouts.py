"""Where the pieces of an inward move are by now: still in the average, gone with which issues, or given back at their own rate.

The average mixes all goods of a product, so an issue takes of each inward move the part that it takes of the whole: of n pieces
there are n x (1 - q1 / Q1) x (1 - q2 / Q2) ... left after issues q1, q2, ... of Q1, Q2, ... on hand, and none once nothing was on
hand. What covered a shortage was gone before it came: it belongs to the issues that were short, the oldest first. What left at its
own rate took whole pieces of its move. Shares are whole numbers of 1/`FINE` of the stored quantity, so that they sum exactly.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from jxc_desktop.domain.money import half_up

FINE = 10**9


@dataclass(frozen=True, slots=True)
class LedgerMove:
    """A row of a product's ledger: signed quantity (1/1000); `settles` is the inward move whose own rate it left at.

    `is_transfer`: between places of the shop; nothing leaves it.
    """

    id: int
    quantity: int
    settles: int | None = None
    is_transfer: bool = False


@dataclass(slots=True)
class Whereabouts:
    """Shares of the pieces looked for, in 1/`FINE` of 1/1000: in stock, by issue (move id), given back."""

    stock: int = 0
    gone: dict[int, int] = field(default_factory=dict)
    given_back: int = 0

    @property
    def whole(self) -> int:
        """What of them can still be given back, in 1/1000, rounded down."""
        return self.stock // FINE

    def add_gone(self, move_id: int, share: int) -> None:
        """An issue took so much of them."""
        if share:
            self.gone[move_id] = self.gone.get(move_id, 0) + share


def whereabouts(moves: Iterable[LedgerMove], sources: AbstractSet[int]) -> Whereabouts:
    """Follow the pieces of the inward moves `sources` through all moves of their product, in the order of their ids."""
    found, on_hand = Whereabouts(), 0
    short: deque[list[int]] = deque()
    for move in moves:
        if move.is_transfer or not move.quantity:
            continue
        if move.quantity > 0:
            _come(found, short, move, min(max(0, -on_hand), move.quantity), is_source=move.id in sources)
        elif move.settles is None:
            _leave(found, short, move, max(0, on_hand))
        else:
            _give_back(found, move, on_hand, is_source=move.settles in sources)
        on_hand += move.quantity
    return found


def _come(found: Whereabouts, short: deque[list[int]], move: LedgerMove, covers: int, *, is_source: bool) -> None:
    left = covers
    while left:
        issue = short[0]
        part = min(issue[1], left)
        issue[1] -= part
        left -= part
        if not issue[1]:
            short.popleft()
        if is_source:
            found.add_gone(issue[0], part * FINE)
    if is_source:
        found.stock += (move.quantity - covers) * FINE


def _leave(found: Whereabouts, short: deque[list[int]], move: LedgerMove, on_hand: int) -> None:
    quantity = -move.quantity
    # Rounded up, so that never more is said to be left than there is.
    gone = found.stock if quantity >= on_hand else -(-found.stock * quantity // on_hand)
    found.stock -= gone
    found.add_gone(move.id, gone)
    if quantity > on_hand:
        short.append([move.id, quantity - on_hand])


def _give_back(found: Whereabouts, move: LedgerMove, on_hand: int, *, is_source: bool) -> None:
    if is_source:
        taken = min(found.stock, -move.quantity * FINE)
        found.stock -= taken
        found.given_back += taken
    if on_hand + move.quantity <= 0 and found.stock:
        # Less than 1/1000 of a piece: nothing is on hand any more.
        found.given_back += found.stock
        found.stock = 0


def share_value(value: int, where: Whereabouts) -> tuple[int, Mapping[int, int]]:
    """A value that comes to these pieces later (freight, another price): what of it is the stock's, and what each issue's.

    Parts sum to the value exactly; what was given back has none. Without any piece left anywhere all of it is the stock's.
    """
    shares: Sequence[tuple[int | None, int]] = [(None, where.stock), *sorted(where.gone.items())]
    whole = sum(share for _move, share in shares)
    if not whole:
        return value, {}
    parts: dict[int, int] = {}
    of_stock = done = given = 0
    for move_id, share in shares:
        done += share
        due = half_up(value * done, whole)
        if move_id is None:
            of_stock = due - given
        elif due != given:
            parts[move_id] = due - given
        given = due
    return of_stock, parts

"""Giving back: parts of what was sold and paid, never more than there was; the last part takes the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from jxc_desktop.domain.money import COIN, half_up, share_out


@dataclass(frozen=True, slots=True)
class Part:
    """Some or all of a sale's line: base quantity in 1/1000, money in 1/10000."""

    quantity: int = 0
    amount: int = 0
    line_discount: int = 0
    cart_discount: int = 0


@dataclass(frozen=True, slots=True)
class Refund:
    """What goes back for some lines of a sale: `total` = `lines_total` - `round_off`."""

    parts: tuple[Part, ...]
    lines_total: int
    round_off: int

    @property
    def total(self) -> int:
        """The money that goes back."""
        return self.lines_total - self.round_off


def returned_part(sold: Part, back: Part, quantity: int) -> Part:
    """What `quantity` more of a line takes back, when `back` of it was given back before."""

    def share(total: int, taken: int) -> int:
        return part_of(total, sold.quantity, back.quantity, quantity, taken)

    return Part(
        quantity,
        share(sold.amount, back.amount),
        share(sold.line_discount, back.line_discount),
        share(sold.cart_discount, back.cart_discount),
    )


def refund_of(sold: Sequence[Part], back: Sequence[Part], quantities: Sequence[int], round_off: int, round_off_back: int) -> Refund:
    """The refund for so much more of each line of a sale; the rounding goes back in proportion, with the last line its rest.

    `sold`, `back` (given back before) and `quantities` speak of all lines of the sale, in one order.
    """
    parts = tuple(returned_part(*each) for each in zip(sold, back, quantities, strict=True))
    whole, before = sum(part.amount for part in sold), sum(part.amount for part in back)
    total = sum(part.amount for part in parts)
    return Refund(parts, total, part_of(round_off, whole, before, total, round_off_back))


def part_of(total: int, whole: int, before: int, part: int, taken: int) -> int:
    """What belongs to `part` more of `whole`, when `before` of it has already taken `taken` of `total`, to the coin.

    Never beyond what is left of the total (either sign); the part that completes the whole takes the rest.
    """
    left = total - taken
    if before + part >= whole:
        return left
    due = half_up(total * (before + part), whole * COIN) * COIN - taken
    return max(0, min(due, left)) if total >= 0 else min(0, max(due, left))


def running_share(total: int, whole: int, before: int, part: int) -> int:
    """What `part` more of `whole` has of `total` after `before`, by running total: the parts of the whole sum to it exactly."""
    return half_up(total * (before + part), whole) - half_up(total * before, whole)


def share_refund(refund: int, paid: Sequence[int], given_back: Sequence[int] = ()) -> list[int]:
    """A refund over the ways a sale was paid, in proportion to what is left of each; none gets back more than it paid.

    Amounts as the sale's payments hold them: 多付找现 has a negative cash row, which is netted against the largest first, and
    so is what a way gave back beyond what it took.
    """
    left = [amount - back for amount, back in zip(paid, given_back or [0] * len(paid), strict=True)]
    if refund == sum(left) and not any(given_back):
        return left
    owed = -sum(amount for amount in left if amount < 0)
    room = [max(0, amount) for amount in left]
    for index in sorted(range(len(room)), key=lambda i: -room[i]):
        cut = min(owed, room[index])
        room[index] -= cut
        owed -= cut
    if not 0 <= refund <= sum(room):
        raise ValueError(refund)
    return share_out(refund, room)

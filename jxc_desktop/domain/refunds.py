"""Giving back: parts of what was sold and paid, never more than there was; the last part takes the rest."""

from collections.abc import Sequence

from jxc_desktop.domain.money import COIN, half_up, share_out


def part_of(total: int, whole: int, before: int, part: int, taken: int) -> int:
    """What belongs to `part` more of `whole`, when `before` of it has already taken `taken` of `total`, to the coin.

    Never beyond what is left of the total (either sign); the part that completes the whole takes the rest.
    """
    left = total - taken
    if before + part >= whole:
        return left
    due = half_up(total * (before + part), whole * COIN) * COIN - taken
    return max(0, min(due, left)) if total >= 0 else min(0, max(due, left))


def share_refund(refund: int, paid: Sequence[int], given_back: Sequence[int] = ()) -> list[int]:
    """A refund over the ways a sale was paid, in proportion to what is left of each; none gets back more than it paid.

    Amounts as the sale's payments hold them: 多付找现 has a negative cash row, which is netted against the largest first.
    """
    left = [amount - back for amount, back in zip(paid, given_back or [0] * len(paid), strict=True)]
    if refund == sum(left):
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

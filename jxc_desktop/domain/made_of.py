"""What an average cost is made of: which inward moves still have pieces in it, and how many.

The same rule as `whereabouts`, for all inward moves at once: an issue takes of each the part that it takes of the whole, so what
is left of one is its pieces times the parts that each issue since has left.
"""

from collections.abc import Sequence

from jxc_desktop.domain.whereabouts import FINE, LedgerMove


def made_of(moves: Sequence[LedgerMove]) -> dict[int, int]:
    """Inward move to its pieces (1/1000) still on hand, the oldest first; of a product's whole ledger in the order of its ids."""
    before = _on_hand_before(moves)
    left: dict[int, int] = {}
    given_back: dict[int, int] = {}
    factor = FINE
    for move, on_hand in zip(reversed(moves), reversed(before), strict=True):
        if move.is_transfer or not move.quantity:
            continue
        if move.quantity > 0:
            entered = move.quantity - min(max(0, -on_hand), move.quantity)
            share = entered * factor // FINE - given_back.get(move.id, 0)
            if share > 0:
                left[move.id] = share
        elif on_hand + move.quantity <= 0:
            break  # nothing that came before is there any more
        elif move.settles is None:
            factor = factor * (on_hand + move.quantity) // on_hand
        else:
            given_back[move.settles] = given_back.get(move.settles, 0) - move.quantity * factor // FINE
    return dict(reversed(left.items()))


def _on_hand_before(moves: Sequence[LedgerMove]) -> list[int]:
    found, on_hand = [], 0
    for move in moves:
        found.append(on_hand)
        on_hand += 0 if move.is_transfer else move.quantity
    return found

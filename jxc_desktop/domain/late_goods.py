"""Goods that moved before a count and are booked after it: what somebody said of them.

`Moments` says for which goods at which place (product, place) the moves of a document speak of an earlier moment: of the count
that they were there, or gone, for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

Moments = Mapping[tuple[int, int], int]
NOW: Moments = MappingProxyType({})
"""All of it moves now."""


@dataclass(frozen=True, slots=True)
class Goes:
    """A product that a document brings to a place, or takes from it."""

    product_id: int
    place_id: int
    is_out: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether goods were there already (gone, where they leave) when they were counted, at that place in the order of truth."""

    product_id: int
    place_id: int
    seq: int
    is_yes: bool
    is_out: bool = False


def moments_of(answers: Iterable[Answer]) -> dict[tuple[int, int], int]:
    """The earliest count for which the answer was yes: what was there for it was there for every later one."""
    found: dict[tuple[int, int], int] = {}
    for answer in answers:
        if answer.is_yes:
            key = (answer.product_id, answer.place_id)
            found[key] = min(answer.seq, found.get(key, answer.seq))
    return found

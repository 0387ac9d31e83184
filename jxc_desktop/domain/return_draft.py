"""What is to go back to a supplier while it is typed, and its text in the draft."""

import json
from dataclasses import asdict, dataclass

VERSION = 1


@dataclass(frozen=True, slots=True)
class GoingBack:
    """So much of a receipt's line, in packs; `credit` is what the supplier gives, None: what the pieces cost."""

    line_id: int
    quantity: int
    credit: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnDraft:
    """A half-typed return out of a receipt; in an exchange the same goods come again."""

    key: str
    receipt_id: int
    lines: tuple[GoingBack, ...] = ()
    reason: str = ""
    is_exchange: bool = False


def return_to_json(draft: ReturnDraft) -> str:
    """The draft as compact JSON with a version."""
    return json.dumps({"v": VERSION, **asdict(draft)}, ensure_ascii=False, separators=(",", ":"))


def return_from_json(text: str) -> ReturnDraft | None:
    """The draft that a text holds; None for what this program can't read."""
    try:
        stored = json.loads(text)
        if stored.pop("v") != VERSION:
            return None
        return ReturnDraft(**stored | {"lines": tuple(GoingBack(**line) for line in stored["lines"])})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None

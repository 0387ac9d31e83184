"""What is to go back to a supplier while it is typed, and its text in the draft."""

import json
from dataclasses import asdict, dataclass

from jxc_desktop.domain.late_goods import Answer

VERSION = 1


@dataclass(frozen=True, slots=True)
class GoingBack:
    """So much of a receipt's line, in packs; `credit` is what the supplier gives, None: what the pieces cost."""

    line_id: int
    quantity: int
    credit: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnDraft:
    """A half-typed return out of a receipt; in an exchange the same goods come again. `answers`: what had moved when it was counted."""

    key: str
    receipt_id: int
    lines: tuple[GoingBack, ...] = ()
    reason: str = ""
    is_exchange: bool = False
    answers: tuple[Answer, ...] = ()


def return_to_json(draft: ReturnDraft) -> str:
    """The draft as compact JSON with a version."""
    return json.dumps({"v": VERSION, **asdict(draft)}, ensure_ascii=False, separators=(",", ":"))


def return_from_json(text: str) -> ReturnDraft | None:
    """The draft that a text holds; None for what this program can't read."""
    try:
        stored = json.loads(text)
        if stored.pop("v") != VERSION:
            return None
        answers = tuple(Answer(**answer) for answer in stored.get("answers", ()))
        return ReturnDraft(**stored | {"lines": tuple(GoingBack(**line) for line in stored["lines"]), "answers": answers})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None

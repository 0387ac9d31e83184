"""A purchase order as text and back: what its draft stores, with the rules that hold it."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.orders import Hold, HoldRule, OrderLine, PurchaseOrder
from jxc_desktop.domain.purchasing import Goods
from jxc_desktop.i18n import _

VERSION = 1


class OrderUnreadable(ShopError):
    """A stored order that this program can't read."""

    def sentence(self) -> str:
        """Say that it was left alone."""
        return _("A stored order can't be read; it was left as it is.")


@dataclass(frozen=True, slots=True)
class DraftBody:
    """An order that is not sent yet, the rules that hold it, and why it was sent back."""

    order: PurchaseOrder
    holds: tuple[Hold, ...] = field(default=())
    reason: str = ""


def order_to_json(body: DraftBody) -> str:
    """The same order gives the same text."""
    facts = asdict(body)
    day = body.order.expected_on
    facts["order"]["expected_on"] = day.isoformat() if day else ""
    return json.dumps({"v": VERSION, **facts}, ensure_ascii=False, separators=(",", ":"))


def order_from_json(text: str) -> DraftBody:
    """The order as it was stored. Raises OrderUnreadable."""
    try:
        facts: dict[str, Any] = json.loads(text)
        order = facts["order"]
        lines = tuple(OrderLine(**{**line, "goods": Goods(**line["goods"])}) for line in order["lines"])
        day = date.fromisoformat(order["expected_on"]) if order["expected_on"] else None
        made = PurchaseOrder(**{**order, "lines": lines, "expected_on": day})
        held = tuple(Hold(**{**hold, "rule": HoldRule(hold["rule"])}) for hold in facts["holds"])
        return DraftBody(made, held, facts["reason"])
    except (ValueError, KeyError, TypeError) as error:
        raise OrderUnreadable from error

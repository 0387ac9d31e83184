"""Receipts for the tests of paper, with sensible defaults."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from jxc_desktop.domain.money import UNIT
from jxc_desktop.queries.receipts import Receipt, ReceiptLine, ReceiptPayment
from tests.builders import BEIJING


def a_line(name: str = "可口可乐", amount: int = 3 * UNIT, **facts: Any) -> ReceiptLine:
    """One line of a receipt: one bottle at its amount unless told otherwise."""
    values = {"line_no": 1, "code": "1001", "barcode": "6901234567892", "spec": "500ml", "unit": "瓶", "quantity": 1000}
    values |= {"price": facts.get("price", amount), "discount": 0}
    values["base_price"] = values["price"]
    return ReceiptLine(**{**values, "name": name, "amount": amount, **facts})


def paid(name: str = "现金", kind: str = "cash", tendered: int = 0, change: int = 0) -> ReceiptPayment:
    """One row of what was paid."""
    return ReceiptPayment(kind, name, kind, tendered - change, tendered, change)


def a_receipt(*lines: ReceiptLine, payments: tuple[ReceiptPayment, ...] = (), **facts: Any) -> Receipt:
    """A receipt of some lines, paid in cash to the coin unless told otherwise."""
    lines = lines or (a_line(),)
    discount, round_off = sum(line.discount for line in lines), facts.get("round_off", 0)
    total = sum(line.amount for line in lines) - round_off
    payments = payments or (paid(tendered=total),)
    values: dict[str, Any] = {"document_id": 1, "number": "XS20261122-0007", "is_reversal": False, "reverses": ""}
    values |= {"shop_name": "好邻居便利店", "shop_address": "人民路 12 号", "shop_phone": "021-5555 0100", "head": "", "foot": "谢谢惠顾"}
    values |= {"currency": "¥", "till": "", "cashier": "小王", "sold_by": "", "tax_status": "none", "tax": 0, "remark": ""}
    values |= {"posted_at": datetime(2026, 11, 22, 10, 5, 30, tzinfo=BEIJING), "business_date": date(2026, 11, 22)}
    values |= {"pieces": len(lines), "goods_total": total + round_off + discount, "discount": discount, "round_off": round_off}
    values |= {"total": total, "tendered": sum(p.tendered for p in payments), "change": sum(p.change for p in payments)}
    return Receipt(**{**values, "lines": lines, "payments": payments, **facts})


def a_full_receipt() -> Receipt:
    """Discount, rounding off, change, a weighed line, a long name and a copy's opposite: an original."""
    return a_receipt(
        a_line("可口可乐", 12 * UNIT, quantity=4000, price=3 * UNIT),
        a_line("苹果 红富士", 98_600, spec="", unit="公斤", quantity=1236, price=79_800),
        a_line(
            "农夫山泉饮用天然水大瓶装家庭分享整箱优惠装", 48 * UNIT, unit="箱", price=60 * UNIT, base_price=60 * UNIT, discount=12 * UNIT
        ),
        payments=(paid("微信", "at_once", 20 * UNIT), paid(tendered=100 * UNIT, change=502_000)),
        round_off=600,
    )


def reversed_receipt() -> Receipt:
    """The slip of a reversal of one line."""
    line = a_line(amount=-12 * UNIT, quantity=-4000, price=3 * UNIT, base_price=3 * UNIT)
    return a_receipt(line, number="HC20261122-0001", is_reversal=True, reverses="XS20261122-0007")


def copy_of(receipt: Receipt) -> Receipt:
    """The same receipt, printed again."""
    return replace(receipt, is_copy=True)

"""What the chain fixes of each kind of document: plain values, in recipe 1's order, from rows as they are stored.

Posting and verification both build them here, so that they can't differ. A row is a mapping by column name: the dict that
is inserted, or `row._mapping` of what was read. Contents, not ids: a way of paying counts with its code.
"""

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

SALE_HEAD = ("lines_total", "discount", "round_off", "total", "pieces", "tax_status", "sold_by")
SALE_LINE = (
    "line_no",
    "code",
    "barcode",
    "name",
    "spec",
    "unit",
    "pack_name",
    "ratio",
    "pack_quantity",
    "price",
    "base_price",
    "price_rule",
    "base_quantity",
    "line_discount",
    "cart_discount",
    "amount",
    "is_amount_typed",
    "tax_rate",
    "net",
)
OPENING_LINE = ("line_no", "code", "name", "unit", "quantity", "counted", "unit_cost", "value")

_sale_line = itemgetter(*SALE_LINE)
_opening_line = itemgetter(*OPENING_LINE)


def sale_head(row: Mapping[str, Any]) -> dict[str, object]:
    """The head of a sale or its reversal, from a row of `sale`."""
    return {name: row[name] for name in SALE_HEAD}


def return_head(row: Mapping[str, Any], returns: str, *, is_other_way: bool, exchange_key: str) -> dict[str, object]:
    """The head of a return: that of a sale, the number of the sale it is against (none: without receipt), and what it was part of."""
    return {**sale_head(row), "returns": returns, "is_other_way": int(is_other_way), "exchange_key": exchange_key}


def with_customer(head: Mapping[str, object], name: str, phone: str) -> dict[str, object]:
    """The head of a sale with who bought, where that is known."""
    return {**head, "customer": name, "phone": phone} if name or phone else dict(head)


def with_amends(head: Mapping[str, object], sale_number: str) -> dict[str, object]:
    """The head of a sale with the number of the one whose place it takes, where it takes one's."""
    return {**head, "amends": sale_number} if sale_number else dict(head)


def correction_head(sale_number: str) -> dict[str, object]:
    """The head of a corrected way of paying: the number of the sale."""
    return {"corrects": sale_number}


def sale_line(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A line of a sale or its reversal, from a row of `sale_line` that names every column of `SALE_LINE`."""
    return tuple(_sale_line(row))


def payment(row: Mapping[str, Any], method_code: str) -> tuple[Any, ...]:
    """A payment, from a row of `payment` and the code of its way of paying."""
    return row["line_no"], method_code, row["amount"], row["tendered"], row["change"]


def opening_line(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A line of an opening stock, from a row of `opening_line`."""
    return tuple(_opening_line(row))


def cancelled_cart_head(body: str) -> dict[str, object]:
    """The head of a cancelled cart: the cart as it was, as text."""
    return {"body": body}


def with_remark(head: Mapping[str, object], remark: str) -> Mapping[str, object]:
    """The head with the document's remark, where there is one."""
    return {**head, "remark": remark} if remark else head


def with_late(head: Mapping[str, object], rows: Iterable[Mapping[str, Any]]) -> dict[str, object]:
    """The head with the lines whose goods moved before a count that was made first, from rows of `late_goods`, where there are any."""
    late = sorted((row["line_no"], row["is_out"], row["as_of"]) for row in rows)
    return {**head, "late": late} if late else dict(head)


ORDER_LINE = (
    "line_no",
    "code",
    "barcode",
    "name",
    "spec",
    "unit",
    "pack_name",
    "supplier_code",
    "ratio",
    "pack_quantity",
    "price",
    "base_quantity",
    "amount",
)
RECEIPT_LINE = (
    *ORDER_LINE,
    "is_amount_typed",
    "is_free",
    "on_slip",
    "refused",
    "refused_why",
    "gross",
    "tare",
    "share",
    "value",
)
ORDER_HEAD = ("supplier_name", "total")
RECEIPT_HEAD = ("supplier_name", "slip_number", "slip_total", "lines_total", "freight", "fees", "total")
PAYMENT_HEAD = ("supplier_name", "paid", "cut")
ADJUSTMENT_LINE = ("line_no", "code", "name", "unit", "reason", "quantity", "value")
_adjustment_line = itemgetter(*ADJUSTMENT_LINE)
TRANSFER_LINE = ("line_no", "code", "name", "unit", "quantity")
ASSEMBLY_LINE = ("line_no", "code", "name", "unit", "quantity", "value")
LATER_COST_LINE = ("line_no", "code", "name", "unit", "amount")


def opening_payable_head(row: Mapping[str, Any]) -> dict[str, object]:
    """The head of what was owed at first, from a row of `opening_payable`."""
    return {"party": row["party_name"], "amount": row["amount"]}


def order_head(row: Mapping[str, Any], expected_on: str) -> dict[str, object]:
    """The head of a purchase order, from a row of `purchase_order`; the day as stored."""
    return {**{name: row[name] for name in ORDER_HEAD}, "expected_on": expected_on}


def receipt_head(row: Mapping[str, Any], order: str, receipt: str) -> dict[str, object]:
    """The head of a receipt or of what goes back, from a row of `goods_receipt`; the numbers of its order and of its receipt."""
    return {**{name: row[name] for name in RECEIPT_HEAD}, "order": order, "receipt": receipt}


def payment_head(row: Mapping[str, Any]) -> dict[str, object]:
    """The head of a payment to a supplier, from a row of `supplier_payment`."""
    return {name: row[name] for name in PAYMENT_HEAD}


def account_leg(number: int, account_code: str, amount: int) -> tuple[Any, ...]:
    """What an account gave or got, in the order of the moves."""
    return number, account_code, amount


def order_line(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A line of a purchase order."""
    return tuple(row[name] for name in ORDER_LINE)


def receipt_line(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A line of a receipt or of what goes back."""
    return tuple(row[name] for name in RECEIPT_LINE)


def transfer_head(row: Mapping[str, Any]) -> dict[str, object]:
    """The head of a transfer, from a row of `transfer`: the places as they were called."""
    return {"from": row["from_name"], "to": row["to_name"]}


def transfer_line(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A line of a transfer."""
    return tuple(row[name] for name in TRANSFER_LINE)


def adjustment_line(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A line of a write-off or write-up."""
    return tuple(_adjustment_line(row))


def assembly_line(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A line of an assembly: what is used, or what is made."""
    return tuple(row[name] for name in ASSEMBLY_LINE)


def later_cost_head(row: Mapping[str, Any], receipt: str) -> dict[str, object]:
    """The head of a later cost, from a row of `later_cost`; the number of the receipt."""
    return {"party": row["party_name"], "kind": row["kind"], "amount": row["amount"], "receipt": receipt}


def later_cost_line(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What of a later cost is a product's."""
    return tuple(row[name] for name in LATER_COST_LINE)


COUNT_HEAD = ("count_number", "name", "scope", "is_blind")
COUNT_LINE = (
    *("line_no", "code", "name", "unit", "lot", "round", "first_quantity", "quantity", "at_till", "book_quantity", "moved", "value"),
    *("is_first", "is_flagged", "counted_at_seq", "person", "first_person", "reason"),
)
_count_line = itemgetter(*COUNT_LINE)


def count_head(row: Mapping[str, Any]) -> dict[str, object]:
    """The head of a stock count, from a row of `posted_count`."""
    return {name: row[name] for name in COUNT_HEAD}


def count_line(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A counted line: what was there, what the books said of that moment, what was booked of it."""
    return tuple(_count_line(row))

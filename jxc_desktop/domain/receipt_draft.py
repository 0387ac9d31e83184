"""A goods receipt while it is typed: lines scanned in and changed, what an unknown code is, its text in the draft.

A half-typed receipt is a `GoodsReceipt` that may lack anything: a supplier (0), prices, quantities. A code that nobody knows
is a line of product 0 whose barcode is the code: it stays until the product is made or found, and keeps the receipt from
being booked.
"""

import json
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.late_goods import Answer
from jxc_desktop.domain.money import half_up
from jxc_desktop.domain.products import Product, sells_in_parts
from jxc_desktop.domain.purchasing import Goods, GoodsReceipt, ReceiptLine, Refusal
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.i18n import _

VERSION = 1
_HEAD = ("key", "supplier_id", "order_id", "slip_number", "slip_total", "freight", "fees", "remark", "amends")
_LINE = tuple(field.name for field in fields(ReceiptLine) if field.name != "goods")
_GOODS = tuple(field.name for field in fields(Goods))


class ReceiptUnreadable(ShopError):
    """A stored receipt that this program can't read."""

    def sentence(self) -> str:
        """Say that it was left alone."""
        return _("A half-typed receipt can't be read; it was left as it is.")


def goods_of(product: Product, pack_id: int | None = None, barcode: str = "") -> Goods:
    """A product, or one of its packs, as a line keeps it."""
    pack = product.pack(pack_id)
    facts = (product.id, product.code, product.name, product.spec, product.unit, barcode or product.barcode)
    keeps_stock, is_whole = product.kind.has_stock, not sells_in_parts(product, pack)
    if pack is None:
        return Goods(*facts, keeps_stock=keeps_stock, is_whole=is_whole)
    return Goods(*facts, pack_id=pack.id, pack_name=pack.name, ratio=pack.ratio, keeps_stock=keeps_stock, is_whole=is_whole)


def unknown_goods(code: str) -> Goods:
    """A code that nobody knows yet."""
    return Goods(0, "", code, barcode=code)


def unit_of(goods: Goods) -> str:
    """What a line's quantity counts."""
    return goods.pack_name or goods.unit


def scanned(receipt: GoodsReceipt, goods: Goods, quantity: int, price: int | None) -> tuple[GoodsReceipt, int]:
    """With a scan more, and the place of its line: the latest of the same goods takes it unless its sum is set, it is free or was weighed."""
    lines = list(receipt.lines)
    for place in range(len(lines) - 1, -1, -1):
        known = lines[place]
        if _takes_more(known, goods):
            lines[place] = replace(known, quantity=known.quantity + quantity, on_slip=None)
            return replace(receipt, lines=tuple(lines)), place
    return replace(receipt, lines=(*lines, ReceiptLine(goods, quantity, price))), len(lines)


def _takes_more(line: ReceiptLine, goods: Goods) -> bool:
    is_same = (line.goods.product_id, line.goods.pack_id) == (goods.product_id, goods.pack_id)
    if not goods.product_id:
        is_same = line.goods == goods
    return is_same and line.amount_typed is None and not line.is_free and line.gross is None


def with_line(receipt: GoodsReceipt, place: int, line: ReceiptLine) -> GoodsReceipt:
    """With another line in this place."""
    return replace(receipt, lines=(*receipt.lines[:place], line, *receipt.lines[place + 1 :]))


def by_pack(goods: Goods, product: Product, pack_id: int) -> Goods:
    """The same goods by another pack of the product (0: the base unit)."""
    pack = product.pack(pack_id)
    named = (
        {"pack_id": 0, "pack_name": "", "ratio": 1} if pack is None else {"pack_id": pack.id, "pack_name": pack.name, "ratio": pack.ratio}
    )
    return replace(goods, **named, is_whole=not sells_in_parts(product, pack))  # type: ignore[arg-type]


def brought_by(receipt: GoodsReceipt, supplier_id: int) -> GoodsReceipt:
    """Of another supplier: then it is of no order any more, for that was sent to the former one."""
    if supplier_id == receipt.supplier_id:
        return receipt
    lines = tuple(replace(line, order_line_id=None) for line in receipt.lines)
    return replace(receipt, supplier_id=supplier_id, order_id=None, lines=lines)


def weighed(line: ReceiptLine, gross: int | None, tare: int | None) -> ReceiptLine:
    """With what the crate weighed, full and empty; the difference is the quantity."""
    if gross is None:
        return replace(line, gross=None, tare=None)
    return replace(line, gross=gross, tare=tare or 0, quantity=max(0, gross - (tare or 0)), on_slip=None)


def unit_cost(line: ReceiptLine, share: int) -> int | None:
    """What a base unit of a line costs with its share of freight and fees; None where nothing came."""
    return half_up((line.amount + share) * ONE, line.base_quantity) if line.base_quantity else None


def margin(retail: int | None, cost: int | None) -> int | None:
    """What is left of the retail price, in 1/100 percent of it."""
    return None if not retail or cost is None else half_up((retail - cost) * 10_000, retail)


def quantities(receipt: GoodsReceipt) -> dict[int, int]:
    """What of each known product is in it, in base units."""
    found: dict[int, int] = {}
    for line in receipt.lines:
        if line.goods.product_id:
            found[line.goods.product_id] = found.get(line.goods.product_id, 0) + line.base_quantity
    return found


def copied(receipt: GoodsReceipt, key: str) -> GoodsReceipt:
    """The same goods at the same prices once more: a receipt of its own, with no slip yet, out of no order."""
    lines = tuple(replace(line, on_slip=None, refused=0, refused_why=None, order_line_id=None, retail_price=None) for line in receipt.lines)
    return GoodsReceipt(key, receipt.supplier_id, lines)


def receipt_to_json(receipt: GoodsReceipt) -> str:
    """The receipt as compact JSON with a version."""
    lines = [
        {name: value for name in _LINE if (value := getattr(line, name)) is not None}
        | {"goods": {name: getattr(line.goods, name) for name in _GOODS}}
        for line in receipt.lines
    ]
    head = {name: getattr(receipt, name) for name in _HEAD} | {"day": receipt.day and receipt.day.isoformat()}
    if receipt.answers:
        head["answers"] = [asdict(answer) for answer in receipt.answers]
    return json.dumps({"v": VERSION, **head, "lines": lines}, ensure_ascii=False, separators=(",", ":"))


def receipt_from_json(text: str) -> GoodsReceipt:
    """The receipt that a text holds; what it doesn't say has its default. Raises ReceiptUnreadable."""
    try:
        stored = json.loads(text)
        if stored["v"] != VERSION:
            raise ReceiptUnreadable
        head = {name: stored[name] for name in _HEAD if name in stored}
        day = date.fromisoformat(stored["day"]) if stored.get("day") else None
        answers = tuple(Answer(**answer) for answer in stored.get("answers", ()))
        return GoodsReceipt(**head, lines=tuple(_line(row) for row in stored["lines"]), day=day, answers=answers)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ReceiptUnreadable from error


def _line(row: dict[str, Any]) -> ReceiptLine:
    said = {name: row[name] for name in _LINE if name in row}
    if "refused_why" in said:
        said["refused_why"] = Refusal(said["refused_why"])
    return ReceiptLine(Goods(**{name: row["goods"][name] for name in _GOODS if name in row["goods"]}), **({"quantity": 0} | said))

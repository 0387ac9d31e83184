"""The receipt of a sale and the slip of a reversal: laid out once, for receipt printers and as PDF; and the test page."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from jxc_desktop.domain.discounts import WHOLE, Discount, DiscountKind, describe
from jxc_desktop.domain.money import format_plain, half_up, to_coin
from jxc_desktop.domain.payments import MethodKind
from jxc_desktop.domain.quantity import ONE, plain_quantity
from jxc_desktop.domain.receipt_layout import ReceiptLayout
from jxc_desktop.i18n import _
from jxc_desktop.printing import escpos, pdf
from jxc_desktop.printing.layout import BLANK, COLUMNS, RULE, Align, Grid, Row
from jxc_desktop.queries.receipts import Receipt, ReceiptLine


def receipt_rows(receipt: Receipt, columns: int) -> list[Row]:
    """The receipt as rows of so many columns, in the language of the moment."""
    grid = Grid(columns)
    return [*_head(receipt, grid), RULE, *_goods(receipt, grid), RULE, *_sums(receipt, grid), *_foot(receipt, grid)]


def escpos_bytes(
    receipt: Receipt,
    *,
    width_mm: int = 80,
    encoding: str = escpos.ENCODING,
    is_bitmap: bool = False,
    cut: bool = True,
    drawer_pulse: bytes = b"",
) -> bytes:
    """The receipt for an ESC/POS printer; `is_bitmap` for one without Chinese letters: the whole receipt is drawn.

    `drawer_pulse` is sent first, and only when cash is among the payments of an original.
    """
    pulse = drawer_pulse if opens_drawer(receipt) else b""
    rows = receipt_rows(receipt, COLUMNS[width_mm])
    return escpos.rows_to_bytes(rows, COLUMNS[width_mm], encoding=encoding, is_bitmap=is_bitmap, cut=cut, first=pulse)


def receipt_pdf(receipt: Receipt, target: Path | str | IO[bytes], *, width_mm: int = 80) -> None:
    """The receipt as a PDF of one page, as long as it needs to be."""
    pdf.rows_to_pdf(receipt_rows(receipt, COLUMNS[width_mm]), COLUMNS[width_mm], target, width_mm=width_mm, title=receipt.number)


def opens_drawer(receipt: Receipt) -> bool:
    """Whether cash changes hands now: an original with cash among its payments."""
    return not receipt.is_copy and any(payment.kind == MethodKind.CASH for payment in receipt.payments)


def trial_page(*, width_mm: int = 80, encoding: str = escpos.ENCODING, is_bitmap: bool = False, cut: bool = True) -> bytes:
    """What shows whether width, Chinese letters, the currency sign and the cut are right."""
    columns = COLUMNS[width_mm]
    return escpos.rows_to_bytes(trial_rows(columns), columns, encoding=encoding, is_bitmap=is_bitmap, cut=cut)


def trial_rows(columns: int) -> list[Row]:
    """The rows of the test page."""
    grid = Grid(columns)
    return [
        *grid.heading(_("Test page")),
        RULE,
        *grid.lines("1234567890" * 5 if columns > 50 else ("1234567890" * 5)[:columns]),
        *grid.lines(_("The figures above fill one row exactly; if not, choose the other paper width.")),
        RULE,
        *grid.pair("中文小票 简体繁體", "¥1,234.50"),
        *grid.lines(_("If the row above shows strange signs, tick in the settings that the printer has no Chinese letters.")),
        *grid.pair("囍 镕 喆 𠮷", "¥0.01"),
        *grid.pair(_("Total due"), "¥88.00", is_bold=True, size=2),
        RULE,
    ]


def _head(receipt: Receipt, grid: Grid) -> Iterator[Row]:
    shown = receipt.layout
    if receipt.logo:
        yield Row(picture=receipt.logo)
    if receipt.shop_name:
        yield from grid.heading(receipt.shop_name) if shown.has_large_name else grid.lines(receipt.shop_name, Align.CENTER, is_bold=True)
    for text in (receipt.shop_address, receipt.shop_phone if shown.has_phone else "", receipt.head):
        yield from grid.lines(text, Align.CENTER)
    if receipt.is_reversal:
        yield from grid.heading(_("Reversed sale"))
    if receipt.is_return:
        yield from grid.heading(_("Sale return"))
    if receipt.is_copy:
        yield from grid.lines(_("*** Copy ***"), Align.CENTER, is_bold=True)
    yield RULE
    yield from grid.pair(_("No."), receipt.number)
    yield from _taken_back(receipt, grid)
    if shown.has_time:
        yield from grid.pair(_("Time"), f"{receipt.posted_at:%Y-%m-%d %H:%M:%S}")
    if receipt.till:
        yield from grid.pair(_("Till"), receipt.till)
    yield from _people(receipt, grid)


def _taken_back(receipt: Receipt, grid: Grid) -> Iterator[Row]:
    if receipt.reverses:
        yield from grid.pair(_("Reverses"), receipt.reverses)
    if receipt.is_return:
        yield from grid.pair(_("Came back from"), receipt.returns or _("no receipt"))


def _people(receipt: Receipt, grid: Grid) -> Iterator[Row]:
    if receipt.layout.has_cashier:
        yield from grid.pair(_("Cashier"), receipt.cashier)
    if receipt.customer or receipt.customer_phone:
        yield from grid.pair(_("Customer"), f"{receipt.customer} {receipt.customer_phone}".strip())
    if receipt.sold_by:
        yield from grid.pair(_("Salesperson"), receipt.sold_by)


def _goods(receipt: Receipt, grid: Grid) -> Iterator[Row]:
    if receipt.layout.has_unit_price:
        yield from grid.figures((_("Quantity"), _("Price"), _("Amount")))
    else:
        yield from grid.pair(_("Quantity"), _("Amount"))
    for line in receipt.lines:
        yield from _line(line, grid, receipt.layout)


def _line(line: ReceiptLine, grid: Grid, shown: ReceiptLayout) -> Iterator[Row]:
    parts = (line.code if shown.has_code else "", line.name, line.spec if shown.has_spec else "")
    yield from grid.lines(" ".join(filter(None, parts)))
    quantity = plain_quantity(line.quantity, line.unit)
    amount = format_plain(line.amount + line.discount)
    if shown.has_unit_price:
        yield from grid.figures((quantity, format_plain(line.price), amount))
    else:
        yield from grid.pair(quantity, amount)
    if line.is_free:
        yield from grid.lines(_("Free item"), indent=2)
    elif line.price < line.base_price and shown.has_line_discount:
        yield from grid.lines(_("Usual price {price}").format(price=format_plain(line.base_price)), indent=2)
    if line.discount and shown.has_line_discount:
        yield from grid.pair(_discount_text(line), format_plain(-line.discount), indent=2)


def _discount_text(line: ReceiptLine) -> str:
    """`八折，省 12.00`: the rate is said when a whole percentage gives exactly this discount."""
    before, after = abs(line.amount + line.discount), abs(line.amount)
    percent = half_up(100 * (before - after), before) if before else 0
    rate = Discount(DiscountKind.PERCENT, percent * WHOLE // 100)
    if 0 < percent < 100 and rate.taken_from(before) == before - after:
        return describe(rate, before, after)
    return describe(Discount(DiscountKind.MONEY_OFF, before - after), before, after)


def _sums(receipt: Receipt, grid: Grid) -> Iterator[Row]:
    if receipt.discount or receipt.round_off:
        yield from grid.pair(_("Goods total"), format_plain(receipt.goods_total))
    if receipt.discount:
        yield from grid.pair(_("Discount"), format_plain(-receipt.discount))
    if receipt.round_off:
        yield from grid.pair(_("Rounding off"), format_plain(-receipt.round_off))
    title = _("Paid back") if receipt.is_reversal or receipt.is_return else _("Total due")
    yield from grid.pair(title, _with_sign(receipt), is_bold=True, size=2)
    if receipt.layout.has_tax and receipt.tax_status != "none" and receipt.tax:
        yield from grid.pair(_("Tax included"), format_plain(receipt.tax))
    for payment in receipt.payments:
        if payment.tendered:
            yield from grid.pair(payment.name, format_plain(payment.tendered))
    if receipt.change:
        yield from grid.pair(_("Change"), format_plain(receipt.change), is_bold=True)


def saved(receipt: Receipt) -> int:
    """What the buyer paid less than the usual prices ask, in 1/10000; nothing on goods that come back."""
    lowered = sum((line.base_price - line.price) * line.quantity for line in receipt.lines if line.price < line.base_price)
    return max(0, to_coin(half_up(lowered, ONE)) + receipt.discount + receipt.round_off)


def _with_sign(receipt: Receipt) -> str:
    sign = "-" if receipt.total < 0 else ""
    return sign + receipt.currency + format_plain(abs(receipt.total))


def _foot(receipt: Receipt, grid: Grid) -> Iterator[Row]:
    if receipt.layout.has_saved_total and saved(receipt):
        yield from grid.lines(_("You saved {amount}").format(amount=receipt.currency + format_plain(saved(receipt))), is_bold=True)
    if receipt.remark:
        yield RULE
        yield from grid.lines(receipt.remark)
    if receipt.foot:
        yield BLANK
        yield from grid.lines(receipt.foot, Align.CENTER)

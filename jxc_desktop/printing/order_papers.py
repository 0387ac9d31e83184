"""采购订单 as a paper for the supplier: what is wanted, by their code too, at what price, by when."""

from pathlib import Path
from typing import IO

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.domain.receipt_draft import unit_of
from jxc_desktop.i18n import _
from jxc_desktop.printing.layout import Align
from jxc_desktop.printing.table_paper import PaperColumn, TablePaper, table_paper_pdf
from jxc_desktop.printing.vouchers import Form, amount_text
from jxc_desktop.queries.orders import OrderDetail, OrderedLine
from jxc_desktop.queries.party_papers import ShopHead


def order_pdf(order: OrderDetail, shop: ShopHead, target: Path | str | IO[bytes], *, form: Form) -> None:
    """Write a purchase order."""
    table_paper_pdf(order_paper(order, shop), target, form=form)


def order_paper(order: OrderDetail, shop: ShopHead) -> TablePaper:
    """What stands on it."""
    row = order.row
    columns = (
        PaperColumn(_("Line no."), 0.07, Align.CENTER),
        PaperColumn(_("Code or barcode"), 0.18),
        PaperColumn(_("Item"), 0.3),
        PaperColumn(_("Spec"), 0.1),
        PaperColumn(_("Quantity"), 0.12, Align.RIGHT),
        PaperColumn(_("Price"), 0.11, Align.RIGHT),
        PaperColumn(_("Amount"), 0.12, Align.RIGHT),
    )
    said = "　".join(filter(None, (shop.address, shop.phone)))
    expected = "" if row.expected_on is None else _("Please deliver by: {day}").format(day=f"{row.expected_on:%Y-%m-%d}")
    facts = (
        (_("Supplier: {name}").format(name=row.supplier), _("No.: {number}").format(number=row.number)),
        (expected, _("Date: {day}").format(day=f"{row.day:%Y-%m-%d}")),
    )
    below = [(_("Total: {amount}").format(amount=amount_text(row.total, shop.currency)), True)]
    if row.remark:
        below.append((_("Remark: {text}").format(text=row.remark), False))
    return TablePaper(
        f"{shop.name}　{_('Purchase order')}",
        (said,) if said else (),
        facts,
        columns,
        tuple(_cells(number, line) for number, line in enumerate(order.lines, 1)),
        tuple(below),
        (_("Made by: {name}").format(name=row.operator), _("Confirmed by the supplier:")),
    )


def _cells(number: int, ordered: OrderedLine) -> tuple[str, ...]:
    line = ordered.line
    of = line.goods
    price = format_money(line.price) if line.price else _("to be agreed")
    quantity = format_quantity(line.quantity, unit_of(of))
    amount = format_money(line.amount) if line.price else ""
    return (str(number), line.supplier_code or of.barcode or of.code, of.name, of.spec, quantity, price, amount)

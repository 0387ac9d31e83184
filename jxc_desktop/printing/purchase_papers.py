"""进货单 and 进货退货单 as papers: what came or went back, from whom, at what price, with room to sign."""

from pathlib import Path
from typing import IO

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.purchasing import REFUSAL_TITLES, Refusal
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import _
from jxc_desktop.printing.layout import Align
from jxc_desktop.printing.table_paper import PaperColumn, TablePaper, table_paper_pdf
from jxc_desktop.printing.vouchers import Form, amount_text
from jxc_desktop.queries.goods_receipts import CardLine, ReceiptCard
from jxc_desktop.queries.party_papers import ShopHead


def receipt_pdf(card: ReceiptCard, shop: ShopHead, target: Path | str | IO[bytes], *, form: Form) -> None:
    """Write a goods receipt, a return or a reversal."""
    table_paper_pdf(receipt_paper(card, shop), target, form=form)


def receipt_paper(card: ReceiptCard, shop: ShopHead) -> TablePaper:
    """What stands on it."""
    row = card.row
    columns = (
        PaperColumn(_("Line no."), 0.07, Align.CENTER),
        PaperColumn(_("Product code"), 0.15),
        PaperColumn(_("Item"), 0.29),
        PaperColumn(_("Spec"), 0.12),
        PaperColumn(_("Quantity"), 0.13, Align.RIGHT),
        PaperColumn(_("Price"), 0.11, Align.RIGHT),
        PaperColumn(_("Amount"), 0.13, Align.RIGHT),
    )
    said = "　".join(filter(None, (shop.address, shop.phone)))
    slip = _("Slip number: {number}").format(number=row.slip_number) if row.slip_number else ""
    facts = [
        (_("Supplier: {name}").format(name=row.supplier), _("No.: {number}").format(number=row.number)),
        (slip, _("Date: {day}").format(day=f"{card.posted_at:%Y-%m-%d %H:%M}")),
    ]
    if row.state:
        facts.append(("", row.state))
    return TablePaper(
        f"{shop.name}　{row.kind}",
        (said,) if said else (),
        tuple(facts),
        columns,
        tuple(_cells(line) for line in card.lines),
        tuple(_below(card, shop)),
        (_("Made by: {name}").format(name=card.operator), _("Delivered by:"), _("Received by (signature):")),
    )


def _cells(line: CardLine) -> tuple[str, ...]:
    name = line.name
    if line.refused:
        why = _(REFUSAL_TITLES[Refusal(line.refused_why)])
        name += " " + _("(refused {quantity}, {why})").format(quantity=format_quantity(line.refused, line.unit), why=why)
    price = _("free") if line.is_free else format_money(line.price)
    quantity = format_quantity(line.quantity, line.unit)
    return (str(line.line_no), line.code, name, line.spec, quantity, price, format_money(line.amount))


def _below(card: ReceiptCard, shop: ShopHead) -> list[tuple[str, bool]]:
    rows = []
    if card.freight:
        parts = (_("Goods total"), card.lines_total), (_("Freight on the slip"), card.freight)
        rows.append(("　".join(f"{title} {format_money(value)}" for title, value in parts), False))
    rows.append((_("Total: {amount}").format(amount=amount_text(card.row.total, shop.currency)), True))
    if card.row.remark:
        rows.append((_("Remark: {text}").format(text=card.row.remark), False))
    return rows

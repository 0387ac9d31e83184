"""调拨单, 报损单, 报溢单, 组装单 as papers: what moved, why or from where to where, with room to sign."""

from pathlib import Path
from typing import IO

from jxc_desktop.domain.money import format_money, to_coin
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import _
from jxc_desktop.printing.layout import Align
from jxc_desktop.printing.table_paper import PaperColumn, TablePaper, table_paper_pdf
from jxc_desktop.printing.vouchers import Form
from jxc_desktop.queries.documents import DocumentDetail, DocumentLine
from jxc_desktop.queries.party_papers import ShopHead


def stock_paper_pdf(detail: DocumentDetail, shop: ShopHead, target: Path | str | IO[bytes], *, form: Form) -> None:
    """Write a document that moves stock, or what takes one back."""
    table_paper_pdf(stock_paper(detail, shop), target, form=form)


def stock_paper(detail: DocumentDetail, shop: ShopHead) -> TablePaper:
    """What stands on it: reasons and values where it has them; a value only for who may see it."""
    row, lines = detail.row, detail.lines
    is_said, is_valued = any(line.said for line in lines), any(line.amount is not None for line in lines)
    columns = [
        (_("Line no."), 7, Align.CENTER),
        (_("Product code"), 17, Align.LEFT),
        (_("Item"), 34, Align.LEFT),
        *([(_("Reason and place"), 22, Align.LEFT)] if is_said else []),
        (_("Quantity"), 15, Align.RIGHT),
        *([(_("Amount"), 13, Align.RIGHT)] if is_valued else []),
    ]
    whole = sum(share for _title, share, _align in columns)
    said = "　".join(filter(None, (shop.address, shop.phone)))
    facts = [
        (_("Day: {day}").format(day=row.day), _("No.: {number}").format(number=row.number)),
        (detail.route, _("Made {time}").format(time=f"{row.time:%Y-%m-%d %H:%M}")),
    ]
    below = []
    if row.total and is_valued:
        below.append((_("Total: {amount}").format(amount=format_money(row.total)), True))
    below += [(text, False) for text in (row.state, row.remark and _("Remark: {text}").format(text=row.remark)) if text]
    return TablePaper(
        f"{shop.name}　{row.kind}",
        (said,) if said else (),
        tuple(facts),
        tuple(PaperColumn(title, share / whole, align) for title, share, align in columns),
        tuple(_cells(number, line, is_said=is_said, is_valued=is_valued) for number, line in enumerate(lines, 1)),
        tuple(below),
        (_("Made by: {name}").format(name=row.cashier), _("Handed over by:"), _("Received by (signature):")),
    )


def _cells(number: int, line: DocumentLine, *, is_said: bool, is_valued: bool) -> tuple[str, ...]:
    value = "" if line.amount is None else format_money(to_coin(line.amount))
    said = (line.said,) if is_said else ()
    return (str(number), line.code, line.name, *said, format_quantity(line.quantity, line.unit), *((value,) if is_valued else ()))

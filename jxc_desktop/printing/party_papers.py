"""对账单 and 付款单: the statement of a supplier, and a payment, as papers to sign."""

from pathlib import Path
from typing import IO

from jxc_desktop.domain.money import format_money
from jxc_desktop.i18n import _
from jxc_desktop.printing.layout import Align
from jxc_desktop.printing.table_paper import PaperColumn, TablePaper, table_paper_pdf
from jxc_desktop.printing.vouchers import Form, amount_text
from jxc_desktop.queries.party_papers import PaymentPaper, ShopHead, StatementPaper

_DAY = "%Y-%m-%d"


def statement_pdf(made: StatementPaper, target: Path | str | IO[bytes], *, form: Form) -> None:
    """Write a statement: what was owed before, every document, what is owed now."""
    table_paper_pdf(_statement(made), target, form=form)


def payment_pdf(made: PaymentPaper, target: Path | str | IO[bytes], *, form: Form) -> None:
    """Write a payment: what it paid, from which accounts."""
    table_paper_pdf(_payment(made), target, form=form)


def _shop_lines(shop: ShopHead) -> tuple[str, ...]:
    said = "　".join(filter(None, (shop.address, shop.phone)))
    return (said,) if said else ()


def _statement(made: StatementPaper) -> TablePaper:
    columns = (
        PaperColumn(_("Business date"), 0.14),
        PaperColumn(_("Document number"), 0.21),
        PaperColumn(_("Document"), 0.17),
        PaperColumn(_("We owe more"), 0.15, Align.RIGHT),
        PaperColumn(_("We owe less"), 0.15, Align.RIGHT),
        PaperColumn(_("Balance"), 0.18, Align.RIGHT),
    )
    rows = [
        (
            f"{line.day:{_DAY}}",
            line.number,
            line.kind,
            _or_blank(line.owed),
            _or_blank(line.paid),
            format_money(line.balance),
        )
        for line in made.lines
    ]
    owed, paid = sum(line.owed or 0 for line in made.lines), sum(line.paid or 0 for line in made.lines)
    last = made.lines[-1].balance
    below = [
        (_("We owe more: {owed}; we owe less: {paid}.").format(owed=format_money(owed), paid=format_money(paid)), False),
        (_("Owed on {day}: {amount}").format(day=f"{made.last:{_DAY}}", amount=amount_text(last, made.shop.currency)), True),
    ]
    return TablePaper(
        f"{made.shop.name}　{_('Statement')}",
        _shop_lines(made.shop),
        (
            (
                _("Supplier: {name}").format(name="　".join(filter(None, (made.supplier, made.contact, made.phone)))),
                _("From {first} to {last}").format(first=f"{made.first:{_DAY}}", last=f"{made.last:{_DAY}}"),
            ),
        ),
        columns,
        tuple(rows),
        tuple(below),
        (
            _("Made by: {name}").format(name=f"{made.made_by}　{made.made_at:{_DAY} %H:%M}"),
            _("The supplier agrees (signature, seal):"),
        ),
    )


def _payment(made: PaymentPaper) -> TablePaper:
    columns = (PaperColumn(_("Line no."), 0.1, Align.CENTER), PaperColumn(_("Pays"), 0.6), PaperColumn(_("Amount"), 0.3, Align.RIGHT))
    pays = [*made.pays, *([(_("paid in advance"), made.in_advance)] if made.in_advance else [])]
    rows = [(str(number), text, format_money(amount)) for number, (text, amount) in enumerate(pays, 1)]
    legs = _(", ").join(f"{name} {format_money(amount)}" for name, amount in made.legs)
    below = [(_("Paid: {amount}").format(amount=amount_text(made.paid, made.shop.currency)), True)]
    if legs:
        below.append((_("From: {accounts}").format(accounts=legs), False))
    if made.cut:
        below.append((_("Cut by the supplier: {amount}").format(amount=format_money(made.cut)), False))
    if made.reversed_by:
        below.append((_("Reversed by {number}.").format(number=made.reversed_by), True))
    if made.remark:
        below.append((_("Remark: {text}").format(text=made.remark), False))
    return TablePaper(
        f"{made.shop.name}　{_('Payment to a supplier')}",
        _shop_lines(made.shop),
        (
            (_("Supplier: {name}").format(name=made.supplier), _("No.: {number}").format(number=made.number)),
            ("", _("Date: {day}").format(day=f"{made.day:{_DAY}}")),
        ),
        columns,
        tuple(rows),
        tuple(below),
        (_("Made by: {name}").format(name=made.made_by), _("Money received by (signature):")),
    )


def _or_blank(value: int | None) -> str:
    return format_money(value) if value else ""

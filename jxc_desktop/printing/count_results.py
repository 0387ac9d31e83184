"""盘点结果 on paper, to be signed and kept: what was right, over and missing, how exactly it was counted, the lines that differ and why.

Money stands on it only for who may see it.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import IO

from jxc_desktop.domain.count_results import CountedLine, CountResult, PastCount, Sums
from jxc_desktop.domain.money import format_money, format_percent, to_coin
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import _
from jxc_desktop.printing.layout import Align
from jxc_desktop.printing.table_paper import PaperColumn, PaperTable, TablePaper, table_paper_pdf
from jxc_desktop.printing.vouchers import Form
from jxc_desktop.queries.party_papers import ShopHead

LETTER, ROW_MM = 8.6, 5.4
MOMENT = "%Y-%m-%d %H:%M"
SIGN_HERE = "　" * 6


def count_result_pdf(result: CountResult, shop: ShopHead, target: Path | str | IO[bytes], *, form: Form) -> None:
    """Write the result of a posted count."""
    dense = replace(form, letter=min(form.letter, LETTER), row_mm=min(form.row_mm, ROW_MM))
    table_paper_pdf(count_result_paper(result, shop), target, form=dense)


def count_result_paper(result: CountResult, shop: ShopHead) -> TablePaper:
    """What stands on it."""
    said = "　".join(filter(None, (shop.address, shop.phone)))
    lines = _differing(result)
    below = [(_("Reversed by {number}.").format(number=result.reversed_by), True)] if result.reversed_by else []
    below += [(_("Remark: {text}").format(text=result.remark), False)] if result.remark else []
    return TablePaper(
        f"{shop.name}　{_('Count result')}",
        (said,) if said else (),
        _facts(result),
        lines.columns,
        lines.rows,
        tuple(below),
        tuple(text + SIGN_HERE for text in (_("Counted by:"), _("Checked by:"), _("Agreed to by:"))),
        before=(_summary(result), _places(result), _people(result), _counts(result)),
        table_title=lines.title,
    )


def _facts(result: CountResult) -> tuple[tuple[str, str], ...]:
    count = _("Count {number}").format(number=result.count_number)
    begun = _("Begun {at} by {name}").format(at=f"{result.started_at:{MOMENT}}", name=result.started_by)
    posted = _("Posted {at} by {name}").format(at=f"{result.posted_at:{MOMENT}}", name=result.posted_by)
    way = _("blind") if result.is_blind else _("book quantity shown")
    booked = ((_("Gain: {number}"), result.gain_number), (_("Loss: {number}"), result.loss_number))
    return (
        ("　".join(filter(None, (count, result.name))), _("No.: {number}").format(number=result.number)),
        (_("Goods: {scope} ({way})").format(scope=result.scope, way=way), _("Business day: {day}").format(day=f"{result.day:%Y-%m-%d}")),
        (begun, posted),
        (
            _("Counted by: {names}").format(names=_(", ").join(result.people)),
            "　".join(text.format(number=number) for text, number in booked if number),
        ),
    )


def _table(title: str, columns: Iterable[tuple[str, float, Align] | None], rows: Iterable[Iterable[str | None]]) -> PaperTable:
    """A table without the columns that are None, in its rows too; the widths are shared out among the others."""
    kept = [column for column in columns if column is not None]
    whole = sum(width for _title, width, _align in kept)
    made = tuple(PaperColumn(name, width / whole, align) for name, width, align in kept)
    return PaperTable(title, made, tuple(tuple(text for text in row if text is not None) for row in rows))


def _summary(result: CountResult) -> PaperTable:
    sums, sees = result.sums, result.has_money
    rows: list[tuple[str, str, str, str | None]] = [
        (_("As in the books"), _whole(sums.right), "", _if(sees, "")),
        (_("Over (gain)"), _whole(sums.over), format_quantity(sums.over_quantity), _money(sees, sums.gain)),
        (_("Missing (loss)"), _whole(sums.missing), format_quantity(sums.missing_quantity), _money(sees, sums.loss)),
        (_("Over less missing"), "", format_quantity(sums.over_quantity + sums.missing_quantity), _money(sees, sums.net)),
    ]
    if sums.first:
        rows.append((_("Stock was set up by it"), _whole(sums.first), "", _money(sees, sums.first_value)))
    rows.append((_("Lines counted"), _whole(sums.lines), "", _if(sees, "")))
    if result.left:
        rows.append((_("Not counted"), _whole(result.left), "", _if(sees, "")))
    if sums.recounted:
        rows.append((_("Counted again"), _whole(sums.recounted), "", _if(sees, "")))
    rows.append((_("Accuracy"), _rate(sums.accuracy), "", _if(sees, "")))
    if sees and result.worth:
        rows.append((_("Over less missing, of a worth of {sum}").format(sum=_amount(result.worth)), "", "", _rate(result.as_past.net_rate)))
    columns = (
        ("", 0.4, Align.LEFT),
        (_("Number of lines"), 0.2, Align.RIGHT),
        (_("Quantity"), 0.2, Align.RIGHT),
        _money_column(sees, _("Amount"), 0.2),
    )
    return _table(_("In all"), columns, rows)


def _places(result: CountResult) -> PaperTable:
    columns = (
        (_("Place"), 0.28, Align.LEFT),
        *_counted_columns(),
        (_("Lines over"), 0.1, Align.RIGHT),
        (_("Lines missing"), 0.1, Align.RIGHT),
        _money_column(result.has_money, _("Over in money"), 0.16),
        _money_column(result.has_money, _("Missing in money"), 0.16),
    )
    rows = (
        (*_counted(each), *map(_whole, (each.over, each.missing)), *(_money(result.has_money, sum_) for sum_ in (each.gain, each.loss)))
        for each in result.by_place
    )
    return _table(_("By place"), columns, rows)


def _people(result: CountResult) -> PaperTable:
    columns = (
        (_("First counted by"), 0.28, Align.LEFT),
        *_counted_columns(),
        (_("Counted again"), 0.14, Align.RIGHT),
        (_("First count was right"), 0.14, Align.RIGHT),
        (_("Share of first counts right"), 0.2, Align.RIGHT),
    )
    rows = ((*_counted(each), _whole(each.recounted), _whole(each.held), _rate(each.held_rate)) for each in result.by_person)
    return _table(_("By person"), columns, rows)


def _counted_columns() -> tuple[tuple[str, float, Align], ...]:
    return ((_("Lines counted"), 0.1, Align.RIGHT), (_("Lines right"), 0.1, Align.RIGHT), (_("Accuracy"), 0.12, Align.RIGHT))


def _counted(each: Sums) -> tuple[str, ...]:
    return (each.title, _whole(each.lines), _whole(each.right), _rate(each.accuracy))


def _counts(result: CountResult) -> PaperTable:
    """This count and those before it: whether it gets better."""
    sees = result.has_money
    columns = (
        (_("Document number"), 0.22, Align.LEFT),
        (_("Name"), 0.2, Align.LEFT),
        (_("Lines counted"), 0.1, Align.RIGHT),
        (_("Accuracy"), 0.11, Align.RIGHT),
        _money_column(sees, _("Over in money"), 0.13),
        _money_column(sees, _("Missing in money"), 0.13),
        _money_column(sees, _("Over less missing"), 0.13),
        _money_column(sees, _("Share of the worth"), 0.12),
    )
    return _table(_("From count to count"), columns, (_past(each, sees=sees) for each in (result.as_past, *result.past)))


def _past(each: PastCount, *, sees: bool) -> tuple[str | None, ...]:
    money = (_money(sees, value) for value in (each.gain, each.loss, each.net))
    return (each.number, each.name, _whole(each.lines), _rate(each.accuracy), *money, _if(sees, _rate(each.net_rate)))


def _differing(result: CountResult) -> PaperTable:
    """The lines that differ, the one that weighs most in money first."""
    sees, has_places = result.has_money, len({line.place for line in result.lines}) > 1
    columns = (
        (_("Line no."), 0.055, Align.CENTER),
        (_("Product code"), 0.11, Align.LEFT),
        (_("Item"), 0.22, Align.LEFT),
        (_("Place"), 0.09, Align.LEFT) if has_places else None,
        (_("Book quantity"), 0.1, Align.RIGHT),
        (_("Counted quantity"), 0.1, Align.RIGHT),
        (_("Over or missing"), 0.1, Align.RIGHT),
        _money_column(sees, _("Amount"), 0.1),
        (_("Reason"), 0.16, Align.LEFT),
    )
    rows = tuple(_line(line, sees=sees, has_places=has_places) for line in result.differing)
    title = _("Lines that differ: {count}").format(count=len(rows)) if rows else _("No line differs.")
    return _table(title, columns, rows)


def _line(line: CountedLine, *, sees: bool, has_places: bool) -> tuple[str | None, ...]:
    again = _("first count {quantity} by {name}").format(quantity=format_quantity(line.first_quantity), name=line.first_person)
    why = (line.reason, again if line.round > 1 else "", line.said)
    return (
        str(line.line_no),
        line.code,
        "　".join(filter(None, (line.name, line.spec))),
        _if(has_places, line.place),
        format_quantity(line.book, line.unit),
        format_quantity(line.present, line.unit),
        format_quantity(line.difference),
        _money(sees, line.value),
        _("; ").join(filter(None, why)),
    )


def _whole(value: int) -> str:
    return f"{value:,}"


def _amount(value: int) -> str:
    return format_money(to_coin(value))


def _rate(value: int | None) -> str:
    return "" if value is None else format_percent(value)


def _if(is_so: bool, text: str) -> str | None:
    return text if is_so else None


def _money(sees: bool, value: int) -> str | None:
    return _if(sees, _amount(value))


def _money_column(sees: bool, title: str, width: float) -> tuple[str, float, Align] | None:
    return (title, width, Align.RIGHT) if sees else None

"""What comes back as rows of a table: goods, what is left of them, price, quantity and sum."""

from jxc_desktop.domain.cart import UNSAID
from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import _
from jxc_desktop.ui.sales.painted_table import Cell
from jxc_desktop.ui.sales.returning import Loose, Returning


def rows_of(returning: Returning) -> list[tuple[Cell, ...]]:
    """The lines of the sale, or the goods without a receipt."""
    if returning.sold is None:
        return [_loose(each, _scrap(is_scrap=row in returning.scrap)) for row, each in enumerate(returning.loose)]
    parts = returning.sold.refund(returning.quantities).parts
    return [
        (
            Cell(line.name, after=_scrap(is_scrap=line.line_id in returning.scrap), after_role="amber"),
            Cell(_("left {quantity}").format(quantity=format_quantity(line.left, line.unit)), "soft"),
            Cell(f"{format_money(line.row.price)} {'/' + line.row.pack_name if line.row.pack_name else ''}".strip(), "soft"),
            Cell(format_quantity(part.quantity, line.unit) if part.quantity else "", is_bold=True),
            Cell(format_money(part.amount) if part.quantity else ""),
        )
        for line, part in zip(returning.sold.lines, parts, strict=True)
    ]


def _loose(each: Loose, scrap: str) -> tuple[Cell, ...]:
    is_said = each.quantity != UNSAID
    quantity = Cell(format_quantity(each.quantity, each.product.unit), is_bold=True) if is_said else Cell("?", "red", is_bold=True)
    return (Cell(each.product.name, after=scrap, after_role="amber"), Cell(""), Cell(format_money(each.price)), quantity, _sum(each))


def _sum(each: Loose) -> Cell:
    return Cell(format_money(each.amount) if each.quantity != UNSAID else "")


def _scrap(*, is_scrap: bool) -> str:
    return _("to scrap") if is_scrap else ""

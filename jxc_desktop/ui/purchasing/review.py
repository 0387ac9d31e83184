"""What is to be looked at before a receipt is booked: a slip that differs, prices that jumped, sales whose cost changes, goods counted by now."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.purchasing import WHY_TITLES, SlipDiffers, Suspect, suspects
from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.true_ups import TRUE_UP_COLUMNS
from jxc_desktop.ui import theme
from jxc_desktop.ui.cells import cell_text
from jxc_desktop.ui.purchasing.open_receipt import OpenReceipt
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.late_goods import LateGoods
from jxc_desktop.ui.widgets.parts import role_label
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_foot import with_foot

SUSPECT_COLUMNS = (
    Column("number", N_("Line no."), "integer"),
    Column("name", N_("Product name"), "text"),
    Column("why", N_("Why it is looked at"), "text"),
    Column("amount", N_("Would explain"), "amount"),
    Column("key", N_("Key"), "integer"),
)
JUMP_COLUMNS = (
    Column("number", N_("Line no."), "integer"),
    Column("name", N_("Product name"), "text"),
    Column("last", N_("Last price"), "money"),
    Column("price", N_("Purchase price"), "money"),
    Column("change", N_("Up or down"), "percent"),
    Column("retail", N_("Retail price"), "money"),
    Column("margin", N_("Margin"), "percent"),
)
MOST_NAMED = 5
LONG_AGO = timedelta(days=60)


class Review(QWidget):
    """Up to four tables, each only when there is something in it; what was counted already is asked (`late`)."""

    def __init__(self, open_receipt: OpenReceipt, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.open_receipt = open_receipt
        self._is_slip_wrong = False
        self.slip_text, self.jumps_text, self.true_ups_text = (role_label("", role, self) for role in ("problem", "amber", "amber"))
        self.notes = role_label("", "amber", self)
        self.notes.setWordWrap(True)
        self.slip = RowsView(RowsModel(SUSPECT_COLUMNS, second_key="key"), "receipt-slip", _("Lines that may explain it"))
        self.jumps = RowsView(RowsModel(JUMP_COLUMNS, second_key="number"), "receipt-jumps", _("Prices that jumped"))
        self.true_ups = RowsView(RowsModel(TRUE_UP_COLUMNS, second_key="move_id"), "receipt-true-ups", _("Sales whose cost changes"))
        self.slip.columns.hide_at_first(("key",))
        self.true_ups.columns.hide_at_first(("move_id",))
        self.late = LateGoods(open_receipt.shop, self)
        self._parts: list[tuple[QWidget, QWidget, RowsView]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.GAP))
        column.addWidget(self.notes)
        column.addWidget(self.late, 1)
        for label, view in ((self.slip_text, self.slip), (self.jumps_text, self.jumps), (self.true_ups_text, self.true_ups)):
            view.rows_model.setParent(view)
            label.setWordWrap(True)
            shown = with_foot(view)
            column.addWidget(label)
            column.addWidget(shown, 1)
            self._parts.append((label, shown, view))
        self._rest = QWidget(self)
        column.addWidget(self._rest, 1)
        self.slip.set_empty(_("No line stands out: compare the slip line by line."))

    def look(self) -> bool:
        """Look at the receipt as it is; whether there is anything to show."""
        notes = "\n".join(self._notes())
        self.notes.setText(notes)
        self.notes.setVisible(bool(notes))
        slip = self._look_at_slip()
        jumps = self._look_at_jumps()
        true_ups = self._look_at_true_ups()
        receipt = self.open_receipt.receipt
        late = self.late.look(self.open_receipt.goes(), receipt.day, receipt.answers)
        self.late.setVisible(late)
        for (label, shown, _view), is_shown in zip(self._parts, (slip, jumps, true_ups), strict=True):
            label.setVisible(is_shown)
            shown.setVisible(is_shown)
        self._is_slip_wrong = slip
        self._rest.setVisible(not (slip or jumps or true_ups or late))
        return bool(notes) or slip or jumps or true_ups or late

    @property
    def is_blocking(self) -> bool:
        """Whether nothing can be booked as it stands."""
        return self._is_slip_wrong or not self.late.is_answered

    def _notes(self) -> Iterator[str]:
        """A slip that was booked before; more than its order waits for; a day long gone."""
        opened = self.open_receipt
        if number := opened.same_slip():
            text = _("Slip {slip} of this supplier was booked already: {number}. Is it another one?")
            yield text.format(slip=opened.receipt.slip_number, number=number)
        if goods := opened.beyond_order():
            named = _(", ").join(goods[:MOST_NAMED]) + (" …" if len(goods) > MOST_NAMED else "")
            text = _("More comes than is still open of order {number}: {goods}. Was it received before?")
            yield text.format(number=opened.more.number, goods=named)
        day = opened.receipt.day
        if day is not None and day < opened.shop.clock().date() - LONG_AGO:
            yield _("It is dated {day}, long ago. Is the day right?").format(day=day)

    def _look_at_slip(self) -> bool:
        receipt = self.open_receipt.receipt
        if receipt.slip_total is None or receipt.slip_total == receipt.total:
            return False
        self.slip_text.setText(SlipDiffers(receipt.slip_total, receipt.total).sentence())
        found = suspects(receipt, self.open_receipt.last_of_lines())
        self.slip.rows_model.set_rows([_suspect_row(place, each) for place, each in enumerate(found)])
        self.slip.columns.measure()
        return True

    def _look_at_jumps(self) -> bool:
        opened = self.open_receipt
        rows = []
        for place, line in enumerate(opened.receipt.lines):
            last, retail = opened.last_of(line), opened.retail_of(line)
            is_above = retail is not None and not line.is_free and bool(line.quantity) and line.price_per_pack > retail * line.goods.ratio
            if (last is not None and opened.has_jump(line)) or is_above:
                price = None if last is None else last.price
                facts = (place + 1, line.goods.name, price, line.price_per_pack, opened.change_of(line))
                rows.append((*facts, retail, opened.margin_at(place)))
        self.jumps.rows_model.set_rows(rows)
        self.jumps.columns.measure()
        text = ngettext(
            "{count} price jumped, or is above the retail price.", "{count} prices jumped, or are above the retail price.", len(rows)
        )
        self.jumps_text.setText(text.format(count=len(rows)) + " " + _("Is it right?"))
        return bool(rows)

    def _look_at_true_ups(self) -> bool:
        """Costs are shown to those who may see them."""
        if not self.open_receipt.shop.actor.permissions >= {Permission.SEE_COST, Permission.SEE_SALES}:
            return False
        found: Sequence[tuple[object, ...]] = [
            (each.number, each.day, each.name, each.quantity, each.booked, each.becomes, each.profit, each.move_id)
            for each in self.open_receipt.true_ups()
        ]
        self.true_ups.rows_model.set_rows(found)
        self.true_ups.columns.measure()
        profit = self.true_ups.rows_model.sums().sums["profit"] or 0
        text = ngettext(
            "{count} sale took goods before they came: its cost becomes the true one, and profit changes by {amount}.",
            "{count} sales took goods before they came: their cost becomes the true one, and profit changes by {amount}.",
            len(found),
        )
        self.true_ups_text.setText(text.format(count=len(found), amount=cell_text("amount", profit)))
        return bool(found)

    def summary(self) -> str:
        """The receipt in one line, over the button that books it."""
        receipt, supplier = self.open_receipt.receipt, self.open_receipt.supplier
        name = "" if supplier is None else supplier.name
        text = ngettext("{supplier}: {count} line, {total}", "{supplier}: {count} lines, {total}", len(receipt.lines))
        return text.format(supplier=name, count=len(receipt.lines), total=format_money(receipt.total))


def _suspect_row(place: int, each: Suspect) -> tuple[object, ...]:
    return (each.number, each.name, _(WHY_TITLES[each.why]), each.amount, place)

"""What is missing or over in a count: the table, which lines of it are shown, and what they come to."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.money import format_money, to_coin
from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.count_review import DIFFERENCE_COLUMNS, DifferenceRow, LeftRow
from jxc_desktop.queries.reports.report_tables import unknown_text
from jxc_desktop.ui.products.form_fields import Choice
from jxc_desktop.ui.rows import Filters, KeptRows, RowsModel, Totals
from jxc_desktop.ui.widgets.facts import FactsLine
from jxc_desktop.ui.widgets.table_page import READING, TablePage

ALL, DIFFERING, AGAIN, FLAGGED, CARTS, OLDER, LEFT = "", "differing", "again", "flagged", "carts", "older", "left"
WHICH = {
    ALL: N_("All that is counted"),
    DIFFERING: N_("With a difference"),
    AGAIN: N_("To be counted again"),
    FLAGGED: N_("Moved while it was counted"),
    CARTS: N_("Carts to be answered"),
    OLDER: N_("Settled by a newer count"),
}
_EVERY = "every"
_FITS: Mapping[str, Callable[[DifferenceRow], bool]] = {
    ALL: lambda _row: True,
    DIFFERING: lambda row: bool(row.difference),
    AGAIN: lambda row: row.needs_recount,
    FLAGGED: lambda row: row.is_flagged,
    CARTS: lambda row: row.asks_carts,
    OLDER: lambda row: not row.is_settled,
}
_HIDDEN_AT_FIRST = (
    *("position", "code", "spec", "area", "unit", "counted_at", "last_counted"),
    *("first_quantity", "first_person", "second_quantity", "second_person"),
)


class DifferencesTable(TablePage):
    """The list. What was shown stays in its place while the shop sells; facts open what they speak of, `left_asked` what is not counted."""

    left_asked = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        held = shop.actor.permissions
        columns = [column for column in DIFFERENCE_COLUMNS if column.permission is None or column.permission in held]
        self.rows = KeptRows(columns)
        self.found: Sequence[DifferenceRow] = ()
        self.left = 0
        self._shown_facts: list[tuple[str, str]] = []
        model = RowsModel(columns, self.rows, second_key="position", tint=_tint)
        hint = _("Name, code or reason")
        super().__init__(model, "count-differences", _("Count differences"), totals=self._totals_of, search_hint=hint, parent=parent)
        self.which = Choice(_("Which lines"), {key: _(title) for key, title in WHICH.items()}, self)
        self.which.set_value(DIFFERING)
        self.above.addWidget(self.which)
        self.facts = FactsLine(self)
        self.put_on_top(self.facts)
        self.view.columns.hide_at_first((*_HIDDEN_AT_FIRST, *said_alike(())))
        self.which.chosen.connect(self.show_rows)
        self.facts.opened.connect(self._on_fact)
        self.say_nothing(_(READING))

    def _totals_of(self, filters: Filters) -> Totals:
        return self.rows.totals(self.model.order, filters)

    def take(self, found: Sequence[DifferenceRow], left: int) -> None:
        """Show these; where nothing is another one nothing moves, and what is marked stays marked."""
        if (found, left) != (self.found, self.left):
            self.found, self.left = found, left
            self.view.columns.hide_at_first((*_HIDDEN_AT_FIRST, *said_alike(found)))
            self.show_rows()
        self.say_nothing(_("Nothing is counted yet.") if not found else _("Everything that is counted agrees with the books."))

    def show_rows(self) -> None:
        """Those that are asked for, and what all of them come to."""
        fits = _FITS[self.which.value()]
        self.rows.set([row for row in self.found if fits(row)])
        facts = self._facts()
        if facts != self._shown_facts:
            self._shown_facts = facts
            self.facts.show_facts(facts)
        self.refresh()

    def show_which(self, which: str) -> None:
        """Only these lines, the cursor on the first."""
        self.which.set_value(which)
        if self.model.rowCount():
            self.view.selectRow(0)
        self.view.setFocus()

    def _on_fact(self, key: str) -> None:
        if key == LEFT:
            self.left_asked.emit()
        else:
            self.show_which(ALL if key == _EVERY else key)

    def is_narrowed(self) -> bool:
        """Whether something is asked that could be asked less; with a difference is what one comes for."""
        return super().is_narrowed() or self.which.value() not in (ALL, DIFFERING)

    def show_all(self) -> None:
        """Ask for nothing, by the box neither."""
        self.which.set_value(ALL)
        super().show_all()

    def _facts(self) -> list[tuple[str, str]]:
        """What it comes to; each opens its lines."""
        over, missing = ([row for row in self.found if row.difference * sign > 0] for sign in (1, -1))
        again, flagged, asked = (sum(map(_FITS[key], self.found)) for key in (AGAIN, FLAGGED, CARTS))
        has_money = self.model.column_of("value") >= 0
        unknown = sum(row.value is None for row in (*over, *missing)) if has_money else 0
        named = (
            (ngettext("{count} line counted", "{count} lines counted", len(self.found)), len(self.found), _EVERY),
            (ngettext("{count} over", "{count} over", len(over)) + (_money(over) if has_money else ""), len(over), DIFFERING),
            (
                ngettext("{count} missing", "{count} missing", len(missing)) + (_money(missing) if has_money else ""),
                len(missing),
                DIFFERING,
            ),
            (unknown_text(unknown), unknown, ""),
            (ngettext("{count} to be counted again", "{count} to be counted again", again), again, AGAIN),
            (ngettext("{count} to be looked at", "{count} to be looked at", flagged), flagged, FLAGGED),
            (ngettext("{count} line asks about carts", "{count} lines ask about carts", asked), asked, CARTS),
            (ngettext("{count} not counted", "{count} not counted", self.left), self.left, LEFT),
        )
        return [(text.format(count=f"{count:,}"), key) for text, count, key in named if count or key == _EVERY]


def said_alike(rows: Sequence[DifferenceRow] | Sequence[LeftRow]) -> tuple[str, ...]:
    """The columns that say the same in all rows: the place where there is one, the area where there is none."""
    return tuple(key for key in ("place", "area") if len({getattr(row, key) for row in rows}) <= 1)


def _money(lines: Sequence[DifferenceRow]) -> str:
    return "  " + format_money(to_coin(sum(row.value or 0 for row in lines)))


def _tint(row: DifferenceRow, key: str) -> str:
    if key == "said" and (row.needs_recount or row.asks_carts):
        return "amber"
    return "soft" if not row.is_settled else ""

"""The form that begins a count: which goods, and how they are counted; how many lines it would have is shown meanwhile."""

import uuid
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from jxc_desktop.domain.counts import AREA_TITLES, Areas, Scope
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.counts import Started, start_count
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.count_list import scope_names
from jxc_desktop.queries.count_scope import BLIND, OPENLY, goods_in, is_blind_by_choice
from jxc_desktop.queries.goods_of_codes import goods_in_list, rows_of_text
from jxc_desktop.queries.view import View
from jxc_desktop.ui import jobs, theme, trouble
from jxc_desktop.ui.counts.area_people import AreaPeople
from jxc_desktop.ui.counts.pick_many import PickMany
from jxc_desktop.ui.imports.files import ask_file
from jxc_desktop.ui.parties.part import Part
from jxc_desktop.ui.products.form_fields import Choice
from jxc_desktop.ui.widgets.parts import Card, FormRows, role_label

TYPING_MS = 150
MOST_DAYS = 3650
LIST_HEIGHT = 92


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the form says; `listed` is a list of goods as it was pasted, `is_blind` is None where nobody chose."""

    scope: Scope
    listed: str
    name: str
    is_blind: bool | None
    areas: Areas
    people: tuple[str, ...]
    area_people: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Length:
    """How many lines the count would have, in each area where it is split; what of the list was left out."""

    lines: int
    areas: tuple[tuple[str, int], ...]
    left_out: str


class StartForm(Part):
    """Nothing named is the whole shop; what is named must all hold. `started` carries what was begun."""

    started = Signal(object)
    read = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Start a count"), parent)
        self.places, self.categories = PickMany(_("Place")), PickMany(_("Category"))
        self.brands, self.suppliers = PickMany(_("Brand")), PickMany(_("Supplier"))
        self.shelf_from, self.shelf_to = QLineEdit(), QLineEdit()
        self.days = QSpinBox()
        self.doubtful = QCheckBox(_("Only what is below zero or was never counted"))
        self.listed = QPlainTextEdit()
        self.name, self.people = QLineEdit(), QLineEdit()
        self.way = Choice(_("Book quantity"), {OPENLY: _("Shown while counting"), BLIND: _("Hidden (blind count)")})
        self.areas = Choice(_("Areas"), {str(areas): _(title) for areas, title in AREA_TITLES.items()})
        self.area_people = AreaPeople()
        self.said = role_label("", "strong")
        self._way_is_chosen = False
        self._key = uuid.uuid4().hex
        self._job: jobs.Job | None = None
        self._asking = QTimer(self, singleShot=True, interval=TYPING_MS)
        self.file_button = self.add_button(_("List from a file …"), "Ctrl+O", self.ask_file)
        self.start_button = self.add_button(_("Start"), "Ctrl+S", self.start, primary=True)
        self.above.addWidget(self.said)
        self._lay_out()
        self._fill()
        self._connect()
        self._show_way()
        self._untouched = self._wanted()
        self.measure()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.GAP_WIDE))
        goods, how = Card(_("Which goods: all, or those for which everything named here holds")), Card(_("How they are counted"))
        for card, rows in ((goods, self._goods_rows()), (how, self._how_rows())):
            card.column.addLayout(rows)
            row.addWidget(card, 1)
        goods.column.addStretch(1)
        how.column.addWidget(self.area_people, 1)
        how.column.addStretch(0)
        self.column.addLayout(row, 1)
        which = (self.places, self.shelf_from, self.shelf_to, self.categories, self.brands, self.suppliers, self.days)
        keys = (self.name, self.people, self.way, self.areas, *which, self.doubtful, self.listed, self.file_button, self.start_button)
        for before, after in pairwise((*keys, self.back_button)):
            self.setTabOrder(before, after)

    def _goods_rows(self) -> FormRows:
        rows = FormRows()
        rows.add(_("Place"), self.places)
        for line, name in ((self.shelf_from, _("Shelf from")), (self.shelf_to, _("Shelf to"))):
            line.setAccessibleName(name)
            line.setMaxLength(40)
        self.shelf_from.setPlaceholderText(_("from"))
        self.shelf_to.setPlaceholderText(_("to"))
        rows.add(_("Shelf"), self.shelf_from, beside=self.shelf_to)
        rows.add(_("Category"), self.categories)
        rows.add(_("Brand"), self.brands)
        if Permission.SEE_PURCHASES in self.shop.actor.permissions:
            rows.add(_("Supplier"), self.suppliers)
        self.days.setRange(0, MOST_DAYS)
        self.days.setSpecialValueText(_("Any"))
        rows.add(_("Not counted for (days)"), self.days)
        rows.addRow(self.doubtful)
        self.listed.setTabChangesFocus(True)
        self.listed.setMinimumHeight(theme.px(LIST_HEIGHT))
        self.listed.setMaximumHeight(theme.px(LIST_HEIGHT))
        rows.add(_("A list of goods"), self.listed, _("Barcodes, codes or names, a line each; pasted, or from a file (Ctrl+O)"))
        self.goods_rows = rows
        return rows

    def _how_rows(self) -> FormRows:
        rows = FormRows()
        self.name.setMaxLength(80)
        rows.add(_("Name of the count"), self.name, _("For example: end of November"))
        rows.add(_("Who counts"), self.people, _("Names with a comma between"))
        rows.add(_("Book quantity"), self.way)
        rows.add(_("Areas"), self.areas)
        return rows

    def _fill(self) -> None:
        with self.shop.read() as view:
            names = scope_names(view)
        for pick, of in (
            (self.places, names.places),
            (self.categories, names.categories),
            (self.brands, names.brands),
            (self.suppliers, names.suppliers),
        ):
            pick.set_names(list(of.items()) if pick is self.places else sorted(of.items(), key=lambda pair: pair[1]))
            pick.setEnabled(bool(of))

    def _connect(self) -> None:
        for pick in (self.places, self.categories, self.brands, self.suppliers):
            pick.changed.connect(self._asking.start)
        for line in (self.shelf_from, self.shelf_to):
            line.textChanged.connect(lambda _text: self._asking.start())
        self.days.valueChanged.connect(lambda _days: self._asking.start())
        self.listed.textChanged.connect(self._asking.start)
        self.doubtful.toggled.connect(lambda _is_on: self._asking.start())
        self.areas.chosen.connect(self._asking.start)
        self.people.textChanged.connect(lambda _text: self._show_way())
        self.area_people.changed.connect(self._show_way)
        self.way.activated.connect(lambda _index: self._on_way())
        self._asking.timeout.connect(self.measure)

    def arrive(self) -> None:
        """Put the focus where work begins."""
        self.name.setFocus()

    def is_dirty(self) -> bool:
        """Whether something was chosen or typed."""
        return self._wanted() != self._untouched

    # what is wanted

    def scope(self) -> Scope:
        """Which goods, as the form says."""
        return Scope(
            place_ids=self.places.ids(),
            shelf_from=self.shelf_from.text().strip(),
            shelf_to=self.shelf_to.text().strip(),
            category_ids=self.categories.ids(),
            brand_ids=self.brands.ids(),
            supplier_ids=self.suppliers.ids(),
            not_counted_days=self.days.value(),
            is_doubtful=self.doubtful.isChecked(),
        )

    def names(self) -> tuple[str, ...]:
        """Who counts, as typed."""
        return names_in(self.people.text())

    def _wanted(self) -> _Wanted:
        blind = self.way.value() == BLIND if self._way_is_chosen else None
        areas, named = Areas(self.areas.value()), tuple(self.area_people.people().items())
        return _Wanted(self.scope(), self.listed.toPlainText(), self.name.text(), blind, areas, self.names(), named)

    def _on_way(self) -> None:
        self._way_is_chosen = True

    def _show_way(self) -> None:
        """What a count is where nobody chose."""
        if not self._way_is_chosen:
            with self.shop.read() as view:
                blind = is_blind_by_choice(view, tuple({*self.names(), *self.area_people.people().values()}))
            self.way.set_value(BLIND if blind else OPENLY)

    # a list of goods

    def ask_file(self) -> None:
        """A list of goods out of a file: ask which."""
        path = ask_file(self, _("List from a file …"))
        if path is not None:
            self.read_file(path)

    def read_file(self, path: Path) -> jobs.Job:
        """Put the goods of a file into the list, as if they were pasted."""
        return jobs.run(lambda _control: _read_list(path), title=_("List from a file …"), owner=self, done=self.listed.setPlainText)

    # how long its list would be

    def measure(self) -> None:
        """Find out on another thread; an answer that nobody waits for any more is dropped."""
        if self._job is not None:
            self._job.cancel()
        shop, wanted = self.shop, self._wanted()
        self._job = jobs.run(lambda _control: _length(shop, wanted), title=_("Start a count"), owner=self, done=self._on_read)

    def _on_read(self, found: _Length) -> None:
        self._job = None
        lines, areas = found.lines, found.areas
        text = ngettext("{count} line", "{count} lines", lines).format(count=f"{lines:,}")
        self.goods_rows.show_problem(self.listed, found.left_out)
        if areas:
            text = _("{lines} in {areas} areas").format(lines=text, areas=len(areas))
        self.area_people.show_areas(areas)
        self.said.setText(text if lines else _("No goods are in what is chosen."))
        self.start_button.setEnabled(bool(lines))
        self.read.emit()

    def start(self) -> None:
        """Begin it; the list is made on another thread, and made once whatever the key is pressed."""
        self.start_button.setEnabled(False)
        shop, wanted, key = self.shop, self._wanted(), self._key
        jobs.run(
            lambda _control: _begin(shop, wanted, key), title=_("Start a count"), owner=self, done=self.started.emit, failed=self._on_failed
        )

    def _on_failed(self, error: Exception) -> None:
        self.start_button.setEnabled(True)
        trouble.report(error)


def names_in(text: str) -> tuple[str, ...]:
    """The names of a line, with any comma between, each once."""
    typed = text.replace("，", ",").replace("、", ",").split(",")
    return tuple(dict.fromkeys(name for name in map(str.strip, typed) if name))


def _length(shop: Shop, wanted: _Wanted) -> _Length:
    with shop.read() as view:
        scope, left_out = _whole_scope(view, wanted)
        goods = goods_in(view, scope, wanted.areas)
    areas = Counter(each.area for each in goods) if wanted.areas else {}
    return _Length(len(goods), tuple(areas.items()), left_out)


def _whole_scope(view: View, wanted: _Wanted) -> tuple[Scope, str]:
    """The scope with its list of goods; what of the list was left out, in words."""
    if not wanted.listed.strip():
        return wanted.scope, ""
    listed = goods_in_list(view, rows_of_text(wanted.listed))
    return replace(wanted.scope, product_ids=listed.product_ids), " ".join(listed.sentences())


def _read_list(path: Path) -> str:
    """The goods of a file as one would paste them."""
    from jxc_desktop.spreadsheets.count_sheet_in import (  # the readers of workbooks: only who imports pays for them
        listed_cells,
        read_counts,
    )

    return "\n".join("\t".join(cells) for cells in listed_cells(read_counts(path)))


def _begin(shop: Shop, wanted: _Wanted, key: str) -> Started:
    with shop.work() as work:
        scope, _left_out = _whole_scope(work, wanted)
        return start_count(
            work,
            scope,
            name=wanted.name,
            is_blind=wanted.is_blind,
            areas=wanted.areas,
            people=wanted.people,
            area_people=dict(wanted.area_people),
            key=key,
        )

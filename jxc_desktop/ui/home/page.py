"""The home page: where the day stands and what waits; every figure and entry opens its place."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.document_filters import DocumentsFilter, Figure
from jxc_desktop.queries.home import Home, home
from jxc_desktop.queries.product_list import STATES
from jxc_desktop.queries.reports.spans import Preset
from jxc_desktop.queries.reports.takings import By
from jxc_desktop.ui import bus, jobs, theme
from jxc_desktop.ui.day_watch import DayWatch
from jxc_desktop.ui.home.cards import SetUpCard, TodayCard, TodoCard
from jxc_desktop.ui.home.flow import FlowPicture
from jxc_desktop.ui.page import Hint, Page

SALES, PURCHASING, STOCK, COUNTS, PRODUCTS, PARTIES, REPORTS, SETTINGS = 2, 3, 4, 5, 6, 7, 8, 9
WATCHED = frozenset({"document", "product", "stock_value", "stock_level", "print_job", "import_batch", "setting", "payment_method"}) | {
    "allocation",
    "supplier",
    "supplier_licence",
    "stock_count",
    "posted_count",
}


class HomePage(Page):
    """Read on another thread whenever it is shown or the shop changed."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, parent)
        self.flow = FlowPicture(self._steps(), self)
        held = shop.actor.permissions
        self.today = TodayCard(may_open=Permission.SEE_SALES in held)
        self.today.opened.connect(self.open_figure)
        self.set_up = SetUpCard(lambda: self.open_todo("unopened"), self.open_walk if self._may_walk() else None)
        self.todo = TodoCard(self.open_todo)
        self.shown: Home | None = None
        self._job: jobs.Job | None = None
        self._lay_out()
        bus.watch(self, WATCHED, self.refresh)
        DayWatch(self, shop, self.refresh)

    def _steps(self) -> list[tuple[str, str, Any]]:
        steps = [
            ("package", _("Products and prices"), lambda: self.go_to.emit(PRODUCTS, None)),
        ]
        if Permission.SEE_PURCHASES in self.shop.actor.permissions:
            steps.append(("download", _("Purchasing"), lambda: self.go_to.emit(PURCHASING, None)))
        steps.append(("shopping-cart", _("Sell"), lambda: self.go_to.emit(SALES, None)))
        if Permission.COUNT_STOCK in self.shop.actor.permissions:
            steps.append(("clipboard-list", _("Counts"), lambda: self.go_to.emit(COUNTS, None)))
        if Permission.SEE_SALES in self.shop.actor.permissions:
            steps.append(("search", _("Documents"), lambda: self.go_to.emit(REPORTS, _show_documents)))
        if Permission.SEE_REPORTS in self.shop.actor.permissions:
            steps.append(("chart-column", _("Takings"), lambda: self.go_to.emit(REPORTS, _show_takings)))
        return steps

    def _lay_out(self) -> None:
        wide = theme.px(theme.GAP_WIDE)
        inner = QWidget()
        theme.set_role(inner, "ground")
        column = QVBoxLayout(inner)
        column.setContentsMargins(wide, wide, wide, wide)
        column.setSpacing(wide)
        column.addWidget(self.flow)
        cards = QHBoxLayout()
        cards.setSpacing(wide)
        cards.addWidget(self.today, 3)
        right = QVBoxLayout()
        right.setSpacing(wide)
        right.addWidget(self.set_up)
        right.addWidget(self.todo, 1)
        cards.addLayout(right, 2)
        column.addLayout(cards, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(inner)
        area.setAccessibleName(_("Home"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    # what the window calls

    def key_hints(self) -> Sequence[Hint]:
        """The digits of the picture."""
        return tuple((str(digit), button.accessibleName(), button.click) for digit, button in enumerate(self.flow.buttons, 1))

    def arrive(self) -> None:
        """Read anew, and put the focus on the picture."""
        self.refresh()
        self.flow.buttons[1].setFocus()

    def refresh(self) -> None:
        """Read on another thread; an answer that nobody waits for any more is dropped."""
        if self._job is not None:
            self._job.drop()
        self._job = jobs.run(lambda _control: self._ask(), title=_("Home"), owner=self, done=self._show)

    def _ask(self) -> Home:
        with self.shop.read() as view:
            return home(view)

    def _show(self, found: Home) -> None:
        self._job = None
        self.shown = found
        self.today.show_home(found)
        self.set_up.show_home(found)
        self.todo.show_todo(found.todo)

    # where entries lead

    def _may_walk(self) -> bool:
        return self.shop.actor.permissions >= {Permission.EDIT_PRODUCTS, Permission.SET_OPENING_STOCK}

    def open_walk(self) -> None:
        """扫码建档: along the shelf with the scanner."""
        self.go_to.emit(PRODUCTS, _walk)

    def open_todo(self, key: str) -> None:
        """Open the place where an entry of the to-do list is done."""
        if key in ("payables", "licences"):
            self.go_to.emit(PARTIES, _show_overdue if key == "payables" else _show_licences)
        elif key in ("pending_orders", "late_orders"):
            state = "pending" if key == "pending_orders" else "late"
            self.go_to.emit(PURCHASING, lambda page: page.show_orders(state))
        elif key == "pending_counts":
            self.go_to.emit(COUNTS, _show_pending)
        elif key in ("monthly_count", "cycle_count"):
            self.go_to.emit(COUNTS, _start_count if key == "monthly_count" else _show_plan)
        elif key == "below_alert":
            self.go_to.emit(STOCK, _show_alerts)
        elif key == "sold_before_received":
            self.go_to.emit(STOCK, _show_short)
        elif key in STATES:
            self.go_to.emit(PRODUCTS, lambda page: _narrow_products(page, key))
        elif key == "bare_enter":
            self.go_to.emit(SETTINGS, _show_bare_enter)
        else:
            self.go_to.emit(SALES, _offer_print)

    def open_figure(self, key: str) -> None:
        """Open what is behind a figure of today: its documents, or for the profit the products it came from."""
        if self.shown is None:
            return
        if key == "profit" and Permission.SEE_REPORTS in self.shop.actor.permissions:
            self.go_to.emit(REPORTS, _show_profit)
            return
        day = self.shown.whole_before.day if key == "before" else self.shown.today.day
        kind, group = _behind(key)
        title = f"{_behind_title(key, self.shown)} · {day}"
        self.go_to.emit(REPORTS, lambda page: page.show_documents(DocumentsFilter(day, day, kind=kind, group=group), title))


def _narrow_products(page: Any, state: str) -> None:
    page.show_list()
    table = page.table
    table.show_all()
    table.state.setCurrentIndex(table.state.findData(state))
    table.apply_filters()


def _behind(key: str) -> tuple[str, tuple[By | Figure, Any] | None]:
    """The kind of document and the figure that a key stands for."""
    name, _blank, number = key.partition(" ")
    kinds = {"sales": DocumentKind.SALE, "reversed": DocumentKind.REVERSAL, "returned": DocumentKind.RETURN}
    if name in kinds:
        return str(kinds[name]), None
    if number:
        return "", (By.METHOD if name == "method" else Figure.SWAPPED, int(number))
    return "", (Figure.UNKNOWN if name == "unknown" else Figure.TAKINGS, None)


def _behind_title(key: str, home: Home) -> str:
    name, _blank, number = key.partition(" ")
    titles = {"sales": _("Number of sales"), "reversed": _("Reversed"), "returned": _("Returned"), "unknown": _("Lines without cost")}
    if number:
        return next(shown for shown, method_id in home.today.method_ids.items() if method_id == int(number))
    return titles.get(name, _("Takings"))


def _show_overdue(page: Any) -> None:
    page.show_overdue()


def _show_licences(page: Any) -> None:
    page.show_licences()


def _start_count(page: Any) -> None:
    page.start_count()


def _show_plan(page: Any) -> None:
    page.show_plan()


def _show_pending(page: Any) -> None:
    page.show_pending()


def _show_alerts(page: Any) -> None:
    page.show_alerts()


def _show_short(page: Any) -> None:
    page.show_short()


def _offer_print(page: Any) -> None:
    page.printing.offer_pending()


def _show_bare_enter(page: Any) -> None:
    page.show_setting("bare_enter_method")


def _show_profit(page: Any) -> None:
    page.show_products_of(Preset.TODAY)


def _walk(page: Any) -> None:
    page.open_walk()


def _show_documents(page: Any) -> None:
    page.show_all_documents()


def _show_takings(page: Any) -> None:
    page.show_takings()

"""The window: shop name and tabs on top, the page, keys and state at the bottom.

The tabs keep the digits they will have when all of them are there (Alt+2 is always selling, and what the window opens
with). A page is made when it is first shown. All signals between the parts are connected in `_connect`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QFontMetrics, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMainWindow,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from jxc_desktop.domain.documents import business_date
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.work import Shop
from jxc_desktop.ui import bus, remembered, sounds, theme, trouble
from jxc_desktop.ui.page import Page
from jxc_desktop.ui.price_clock import PriceClock
from jxc_desktop.ui.tab_badge import Badge, TabBadge
from jxc_desktop.ui.widgets.backup_light import BackupLight
from jxc_desktop.ui.widgets.parts import thin_line
from jxc_desktop.ui.widgets.scanner import Scanner
from jxc_desktop.ui.widgets.strips import KeyHints, OneLine

SELLING = 2
BOTTOM_MARGIN, BOTTOM_GAP = 10, 5
NAME_WIDTH, TOP_MARGIN = 260, 18
TAB_PADDING, NARROW_TAB_PADDING = 14, 6  # as the style sheet has them
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
MONTHS = (
    *(N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun")),
    *(N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")),
)


@dataclass(frozen=True)
class Tab:
    """A tab: its title (a msgid), its digit, how its page is made, and what is counted on it."""

    title: str
    digit: int
    make: Callable[[Shop], Page]
    badge: Badge | None = None


class MainWindow(QMainWindow):
    """The one window. `closing` is emitted once, after every page agreed."""

    closing = Signal()

    def __init__(self, shop: Shop, tabs: Sequence[Tab], scanner: Scanner | None = None) -> None:
        super().__init__()
        self.shop = shop
        self.tabs = tabs
        self._pages: list[Page | None] = [None] * len(tabs)
        self.bar = QTabBar()
        self.stack = QStackedWidget()
        self.name = OneLine()
        self.who = QLabel()
        self.status = QPushButton()
        self._on_status: Callable[[], object] | None = None
        self.chips = KeyHints()
        self.lights = QHBoxLayout()
        self.light: BackupLight | None = None
        self.scanner = scanner
        self._build()
        self._connect()
        self.on_shop_changed()
        self.show_tab(next((index for index, tab in enumerate(tabs) if tab.digit == SELLING), 0))
        theme.open_at(self, 1280, 760)
        geometry = remembered.settings().value("window/geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)

    def _build(self) -> None:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top())
        column.addWidget(thin_line())
        column.addWidget(self.stack, 1)
        column.addWidget(thin_line())
        column.addWidget(self._bottom())
        theme.set_role(whole, "ground")
        self.setCentralWidget(whole)
        # A page that asks for much room for a moment (a text that wraps while panels change) must not push the window.
        layout = self.layout()
        if layout is not None:
            layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._keep_room()

    def _keep_room(self) -> None:
        """Never smaller than the pages need; the zooms offered fit the screen."""
        width, height = theme.LEAST_WINDOW
        self.setMinimumSize(theme.px(width), theme.px(height))
        self.name.setMaximumWidth(theme.px(NAME_WIDTH))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the zoom."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._keep_room()
            self._fit_tabs()

    def _top(self) -> QWidget:
        top = QFrame()
        theme.set_role(top, "bar")
        row = QHBoxLayout(top)
        row.setContentsMargins(theme.px(TOP_MARGIN), 0, theme.px(TOP_MARGIN), 0)
        theme.set_role(self.name, "strong")
        self.name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row.addWidget(self.name)
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.bar.setAccessibleName(_("Pages"))
        for tab in self.tabs:
            index = self.bar.addTab(_(tab.title).replace("&", "&&"))  # one alone would mark a key
            self.bar.setTabToolTip(index, f"Alt+{tab.digit}")
        row.addWidget(self.bar, 1)
        theme.set_role(self.who, "soft")
        row.addWidget(self.who)
        return top

    def _bottom(self) -> QWidget:
        bottom = QFrame()
        theme.set_role(bottom, "bar")
        row = QHBoxLayout(bottom)
        row.setContentsMargins(theme.px(BOTTOM_MARGIN), theme.px(6), theme.px(BOTTOM_MARGIN), theme.px(6))
        row.setSpacing(theme.px(BOTTOM_GAP))
        row.addWidget(self.chips, 1)
        self.status.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.status.clicked.connect(lambda _checked: None if self._on_status is None else self._on_status())
        self._show_status("", None)
        row.addWidget(self.status)
        row.addLayout(self.lights)
        return bottom

    def _connect(self) -> None:
        self.bar.currentChanged.connect(self.show_tab)
        for index, tab in enumerate(self.tabs):
            shortcut = QShortcut(QKeySequence(f"Alt+{tab.digit}"), self)
            shortcut.activated.connect(lambda index=index: self.bar.setCurrentIndex(index))
        bus.watch(self, {"setting", "user"}, self.on_shop_changed)
        if self.scanner is not None:
            self.scanner.scanned.connect(self.on_scanned)
        self.price_clock = PriceClock(self.shop, self)
        self.badges = [
            TabBadge(self.shop, tab.badge, partial(self._show_badge, index), self)
            for index, tab in enumerate(self.tabs)
            if tab.badge is not None
        ]
        clock = QTimer(self)
        clock.timeout.connect(self._show_who)
        clock.start(30_000)

    def _show_badge(self, index: int, count: int) -> None:
        """The number behind the title; in words when one points at it."""
        tab = self.tabs[index]
        title = _(tab.title).replace("&", "&&")
        self.bar.setTabText(index, f"{title} ({count:,})" if count else title)
        words = tab.badge.words(count) if tab.badge is not None and count else ""
        self.bar.setTabToolTip(index, " · ".join(filter(None, (f"Alt+{tab.digit}", words))))

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self._page(self.stack.property("tab") or 0)

    def _page(self, index: int) -> Page:
        page = self._pages[index]
        if page is None:
            page = self.tabs[index].make(self.shop)
            page.setObjectName(f"page-{self.tabs[index].digit}")
            page.hints_changed.connect(self._show_hints)
            page.status_changed.connect(self._show_status)
            page.go_to.connect(self._on_go_to)
            self._pages[index] = page
            self.stack.addWidget(page)
        return page

    def show_tab(self, index: int) -> None:
        """Show a tab's page, made when it is first shown."""
        page = self._page(index)
        self.stack.setProperty("tab", index)
        self.stack.setCurrentWidget(page)
        if self.bar.currentIndex() != index:
            self.bar.setCurrentIndex(index)
        self._show_hints()
        page.arrive()

    def show_digit(self, digit: int) -> Page:
        """Show the tab with this digit and give its page."""
        self.show_tab(next(index for index, tab in enumerate(self.tabs) if tab.digit == digit))
        return self.page

    def _on_go_to(self, digit: int, act: Callable[[Page], object] | None) -> None:
        page = self.show_digit(digit)
        if act is not None:
            act(page)

    def add_light(self, light: BackupLight) -> None:
        """The light that stays in sight at the end of the bottom bar; it gives way to the keys."""
        self.light = light
        self.lights.addWidget(light)
        light.changed.connect(self._fit_light)
        self._fit_light()

    def _fit_light(self) -> None:
        if self.light is not None:
            taken = self.chips.full_width() + self.status.sizeHint().width()
            self.light.fit(self.width() - taken - theme.px(BOTTOM_MARGIN * 2 + BOTTOM_GAP * 3))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What gives way at the top and at the bottom depends on the width."""
        super().resizeEvent(event)
        self._fit_light()
        self._fit_tabs()

    def _fit_tabs(self) -> None:
        """Every tab is read whole: in a narrow window they stand closer, and if that is not enough the shop's name gives way."""
        font = self.bar.font()
        font.setBold(True)
        words = sum(QFontMetrics(font).horizontalAdvance(_(tab.title)) for tab in self.tabs)
        room = self.width() - theme.px(2 * TOP_MARGIN) - self.who.sizeHint().width()
        wide, narrow = (words + len(self.tabs) * theme.px(2 * each + 1) for each in (TAB_PADDING, NARROW_TAB_PADDING))
        named = room - min(self.name.sizeHint().width(), theme.px(NAME_WIDTH))
        role = "" if wide <= named else "narrow"
        if (self.bar.property("role") or "") != role:
            theme.set_role(self.bar, role)
        self.name.setVisible(wide <= named or narrow <= named)

    def on_scanned(self, code: str) -> None:
        """A scan from anywhere: the page shown takes it, or it is said where scans go."""
        if self.page.take_scan(code):
            return
        sounds.refused()
        trouble.tell(self, _("This page takes no scans. Go to the sales page (Alt+2) and scan again."))

    def on_shop_changed(self) -> None:
        """Show the shop's name, who is signed in, and the business day that sales go to."""
        name = self.shop.settings.shop_name or _("My shop")
        self.setWindowTitle(f"{name} — JXC Desktop")
        self.name.setText(name)
        self.name.setToolTip(name)
        self._show_who()
        self._fit_tabs()

    def _show_who(self) -> None:
        today = business_date(self.shop.clock(), self.shop.settings.day_change_hour)
        month, weekday = _(MONTHS[today.month - 1]), _(WEEKDAYS[today.weekday()])
        day = _("{weekday} {day} {month}").format(weekday=weekday, day=today.day, month=month)
        self.who.setText(f"{_(self.shop.actor.name)} · {day}")

    def _show_hints(self) -> None:
        self.chips.set_hints(self.page.key_hints())
        self._fit_light()

    def _show_status(self, text: str, act: Callable[[], object] | None) -> None:
        """What the page says of its printer; a button where something can be done about it."""
        if text != self.status.text():
            self.status.setText(text)
            self.status.setAccessibleName(text or _("State"))
            self.status.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, act is None)
            theme.set_role(self.status, "light" if act is None else "light-amber")
            self._fit_light()
        self._on_status = act

    def bring_to_front(self) -> None:
        """Another program start was asked for: show this one."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close when every page agrees, else show the one that does not; the open cart is kept by its draft."""
        asking = next((index for index, page in enumerate(self._pages) if page is not None and not page.leave()), None)
        if asking is not None:
            if asking != self.stack.property("tab"):
                self.show_tab(asking)
            event.ignore()
            return
        remembered.settings().setValue("window/geometry", self.saveGeometry())
        self.closing.emit()
        super().closeEvent(event)

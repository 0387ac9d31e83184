"""One count: what it is on top, its parts in a row below, the part that is shown."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.count_walks import keep_walk, take_back_walk
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.count_list import STATE_TITLES, scope_names, scope_words
from jxc_desktop.queries.count_walks import Walk, walk_of
from jxc_desktop.queries.counts import PENDING, CountHead, count_head
from jxc_desktop.ui import bus, theme
from jxc_desktop.ui.counts.part import CountPart
from jxc_desktop.ui.counts.parts import PARTS
from jxc_desktop.ui.page import Hint
from jxc_desktop.ui.widgets.parts import role_label
from jxc_desktop.ui.widgets.strips import UndoStrip

if TYPE_CHECKING:
    from jxc_desktop.ui.counts.import_dialog import CountImportDialog

WATCHED = frozenset({"stock_count", "count_item", "count_entry", "count_sheet", "posted_count", "draft", "document", "shelf_position"})
SETTLE_MS = 300


class CountView(QWidget):
    """Turns to the first part of the count; parts are made when they are first shown. `closed` leads back to the list."""

    closed = Signal()
    hints_changed = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.head: CountHead | None = None
        self.heading, self.facts = role_label("", "title", self), role_label("", "soft", self)
        self.heading.setSizePolicy(self.heading.sizePolicy().Policy.Ignored, self.heading.sizePolicy().Policy.Preferred)
        self.bar = QTabBar(self)
        self.bar.setAccessibleName(_("Parts of the count"))
        theme.set_role(self.bar, "ground")
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.offer = UndoStrip(self)
        self.file_button = QPushButton(_("From a file…") + "   Ctrl+I", self)
        self.file_button.setAccessibleName(_("From a file…"))
        self.from_file: CountImportDialog | None = None
        self.stack = QStackedWidget(self)
        self._walk = Walk()
        self._names: list[str] = []
        self._parts: dict[str, CountPart] = {}
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        wide = theme.px(theme.GAP_WIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, wide, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(wide, 0, wide, 0)
        top.setSpacing(wide)
        top.addWidget(self.heading, 1)
        top.addWidget(self.facts)
        column.addLayout(top)
        row = QHBoxLayout()
        row.setContentsMargins(wide, 0, wide, 0)
        row.addWidget(self.bar)
        row.addStretch(1)
        row.addWidget(self.file_button)
        column.addLayout(row)
        offered = QVBoxLayout()
        offered.setContentsMargins(wide, theme.px(theme.GAP), wide, 0)
        offered.addWidget(self.offer)
        column.addLayout(offered)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.bar.currentChanged.connect(self._on_turned)
        for place in range(len(PARTS)):
            self._bind(f"Ctrl+{place + 1}", lambda place=place: self._turn(place))
        self._bind("Ctrl+Shift+K", self.keep_walk)
        self._bind("Ctrl+I", self.file_button.click)
        self.file_button.clicked.connect(lambda _checked: self.ask_file())
        self._settling.timeout.connect(self.refresh)
        bus.watch(self, WATCHED, self._settling.start)

    def _bind(self, keys: str, slot: object) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(slot)

    # what the page calls

    def show_count(self, count_id: int, name: str = "") -> None:
        """Show a count, at one of its parts or at the first. Raises NotFound."""
        for part in self._parts.values():
            part.count_id = 0
        self._read(count_id)
        if not name and self.head is not None and self.head.state == PENDING:
            name = "differences"  # what waits for a yes is what one comes for
        wanted = self._names.index(name) if name in self._names else 0
        self.bar.setCurrentIndex(wanted)
        self._on_turned(wanted)

    def show_part(self, name: str) -> None:
        """Turn to a part, if the count has it now."""
        if self.head is not None and name not in self._names:  # it was posted just now
            self._read(self.head.id)
        if name in self._names:
            self.bar.setCurrentIndex(self._names.index(name))
            self.arrive()

    def work_on(self, name: str, work: Callable[[CountPart], object]) -> None:
        """Turn to a part and let it do something."""
        self.show_part(name)
        if self.part is not None and self.part_name == name:
            work(self.part)

    def refresh(self) -> None:
        """Read the count anew, and the part that is shown."""
        if self.head is None:
            return
        shown = self.part
        self._read(self.head.id)
        if self.part is shown and shown is not None:
            shown.refresh()

    @property
    def part(self) -> CountPart | None:
        """The part that is shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, CountPart) else None

    @property
    def names(self) -> tuple[str, ...]:
        """The parts that the count has, from left to right."""
        return tuple(self._names)

    @property
    def part_name(self) -> str:
        """Its name."""
        index = self.bar.currentIndex()
        return self._names[index] if 0 <= index < len(self._names) else ""

    def arrive(self) -> None:
        """Put the focus where work goes on."""
        if self.part is not None:
            self.part.arrive()

    def leave(self) -> bool:
        """The window wants to close; False keeps it open."""
        return all(part.leave() for part in self._parts.values())

    def key_hints(self) -> Sequence[Hint]:
        """The keys of the part, and the way back."""
        own = () if self.part is None else tuple(self.part.key_hints())
        return (*own, ("Esc", _("Back"), self.closed.emit))

    def take_scan(self, code: str) -> bool:
        """A scan goes to the part that is shown."""
        return self.part is not None and self.part.take_scan(code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back where no part has a use for it."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def ask_file(self) -> None:
        """Numbers out of a file, looked over in a window of their own, for as long as the count is open."""
        from jxc_desktop.ui.counts.import_dialog import CountImportDialog  # the readers of workbooks: only who imports pays for them

        if self.head is not None and self.head.is_open:
            self.from_file = CountImportDialog(self.shop, self.head.id, self)
            self.from_file.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.from_file.open()

    # inside

    def _read(self, count_id: int) -> None:
        with self.shop.read() as view:
            head = self.head = count_head(view, count_id)
            words = scope_words(head.scope, scope_names(view))
            self._walk = walk_of(view, count_id) if view.may(Permission.EDIT_PRODUCTS) else Walk()
        title = _("Count {number}").format(number=head.number)
        self.heading.setText(" · ".join(filter(None, (title, head.name, words))))
        self.heading.setToolTip(self.heading.text())
        done = _("{counted} of {lines} counted").format(counted=f"{head.counted:,}", lines=f"{head.lines:,}")
        blind = _("blind count") if head.is_blind else ""
        self.facts.setText(" · ".join(filter(None, (done, blind, _(STATE_TITLES[head.state]), head.document_number))))
        self.file_button.setVisible(head.is_open)
        self._show_offer()
        self._show_bar(head)

    def _show_offer(self) -> None:
        """The order in which a posted count was walked may be kept as shelf positions, and taken back."""
        if self._walk.offered:
            text = _("These goods have no shelf positions. Keep the order in which they were scanned as positions?")
            self.offer.show_text(text, _("Keep the order"), "Ctrl+Shift+K", act=self.keep_walk)
        elif self._walk.kept:
            count = len(self._walk.kept)
            text = ngettext(
                "{count} product has its shelf position from this count.",
                "{count} products have their shelf positions from this count.",
                count,
            )
            self.offer.show_text(text.format(count=count), _("Take it back"), "Ctrl+Shift+K", act=self.keep_walk)
        else:
            self.offer.clear()

    def keep_walk(self) -> None:
        """Do what is offered: keep the order as shelf positions, or take them away again."""
        if self.head is None or self._walk == Walk():
            return
        with self.shop.work() as work:
            if self._walk.offered:
                keep_walk(work, self.head.id)
            else:
                take_back_walk(work, self.head.id)
        self.refresh()

    def _show_bar(self, head: CountHead) -> None:
        """The parts that a count has in this state, for who is signed in."""
        held = self.shop.actor.permissions
        names = [name for name, kind in PARTS.items() if head.state in kind.states and kind.needs in held]
        if names == self._names:
            return
        before, self._names = self.part_name, names
        self.bar.blockSignals(True)
        while self.bar.count():
            self.bar.removeTab(0)
        for place, name in enumerate(names, 1):
            self.bar.addTab(f"{_(PARTS[name].title)}  Ctrl+{place}")
            self.bar.setAccessibleTabName(place - 1, _(PARTS[name].title))
        if before in names:
            self.bar.setCurrentIndex(names.index(before))
        self.bar.blockSignals(False)
        if before and before not in names:
            self._on_turned(self.bar.currentIndex())

    def _turn(self, place: int) -> None:
        if place < len(self._names):
            self.bar.setCurrentIndex(place)
            self.arrive()

    def _on_turned(self, index: int) -> None:
        if not 0 <= index < len(self._names) or self.head is None:
            return
        name = self._names[index]
        part = self._parts.get(name) or self._make(name)
        if part.count_id != self.head.id:
            part.show_count(self.head.id)
        else:
            part.refresh()
        self.stack.setCurrentWidget(part)
        self.bar.updateGeometry()  # the tab that is turned to is bold, and wider
        self.hints_changed.emit()

    def _make(self, name: str) -> CountPart:
        part = self._parts[name] = PARTS[name].make(self.shop)
        part.hints_changed.connect(self.hints_changed)
        part.part_asked.connect(self.show_part)
        part.work_asked.connect(self.work_on)
        part.closed.connect(self.closed)
        self.stack.addWidget(part)
        return part

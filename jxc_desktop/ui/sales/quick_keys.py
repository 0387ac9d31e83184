"""Quick keys at the counter: a click sells, and changing them takes what stands in the cart."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QInputDialog

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import split_quantity
from jxc_desktop.domain.quick_keys import PLACES, Colour
from jxc_desktop.i18n import _
from jxc_desktop.operations.quick_keys import move_key, name_page, remove_key, set_key
from jxc_desktop.queries.pictures import product_pictures
from jxc_desktop.queries.products import Found
from jxc_desktop.queries.quick_keys import QuickKey, categories, goods_of, quick_pages
from jxc_desktop.ui import bus, sounds
from jxc_desktop.ui.sales.choices import Choices
from jxc_desktop.ui.sales.counter import Counter
from jxc_desktop.ui.sales.quick_board import QuickBoard
from jxc_desktop.ui.sales.quick_button import GOODS_SIDE
from jxc_desktop.ui.sales.scans import Scans

_COLOURS = tuple(Colour)
_SOON_MS = 60


class QuickKeys(QObject):
    """Fills the board and does what is clicked on it."""

    def __init__(self, counter: Counter, scans: Scans, choices: Choices, parent: QObject) -> None:
        super().__init__(parent)
        self.counter, self.scans, self.choices = counter, scans, choices
        self.board = QuickBoard()
        counter.total_card.put_under_ways(self.board)
        self.board.pressed.connect(self.on_pressed)
        self.board.dragged.connect(self.move_to)
        self.board.wanted.connect(self.on_wanted)
        self._pictures: dict[int, QPixmap] = {}
        self.board.turned.connect(counter.focus_line)
        self.board.turned.connect(self.read_pictures)
        bus.watch(counter, {"quick_key", "quick_page", "product", "category", "setting"}, self.read)
        bus.watch(counter, {"picture"}, self.on_pictures_changed)
        self.read()

    def read(self) -> None:
        """Show the keys as they stand."""
        with self.counter.shop.read() as view:
            pages = quick_pages(view)
        self.board.edit.setVisible(Permission.CHANGE_SETTINGS in self.counter.shop.actor.permissions)
        if pages or self.board.pages or self.board.is_editing:
            self.board.show_pages(pages, is_editing=self.board.is_editing)
            self.counter.total_card.make_room()
            QTimer.singleShot(_SOON_MS, self, self.read_pictures)

    def read_pictures(self) -> None:
        """The pictures of the goods on the page shown, each once: one can scan before."""
        ids = {key.product_id for key in self.board.shown.values() if key.product_id} - self._pictures.keys()
        if not ids:
            return
        from jxc_desktop.ui.picture_files import pixmap_of  # most pages have no picture

        with self.counter.shop.read() as view:
            bodies = product_pictures(view, ids)
        self._pictures |= {product_id: pixmap_of(bodies.get(product_id, b""), GOODS_SIDE) for product_id in ids}
        self.board.show_pictures(self._pictures)

    def on_pictures_changed(self) -> None:
        """Some goods look otherwise now."""
        self._pictures.clear()
        self.read_pictures()

    def edit(self) -> None:
        """Begin or end changing the keys."""
        if self.counter.is_paying:
            return
        with self.counter.shop.read() as view:
            view.require(Permission.CHANGE_SETTINGS)
        self.board.chosen = 0
        self.board.show_pages(self.board.pages, is_editing=not self.board.is_editing)
        self.counter.total_card.make_room()
        if self.board.is_editing:
            self.counter.strip.show_text(_("Ring up the product, then click an empty place. A click on a key chooses it."))
        else:
            self.counter.strip.clear()
        self.counter.focus_line()

    def on_pressed(self, position: int) -> None:
        """A key sells, as a scan does; while keys are changed it is chosen, and an empty place takes the product of the line."""
        key = self.board.shown.get(position)
        if self.board.is_editing:
            if key is not None:
                self.board.choose(position)
            else:
                self.put(position)
            self.counter.focus_line()
        elif key is not None:
            self.counter.focus_line()
            self.sell(key)

    def sell(self, key: QuickKey) -> None:
        """The product becomes a line, with the quantity typed before (`5*`); of a category's goods one is asked for."""
        with self.counter.shop.read() as view:
            found = tuple(Found(product) for product in goods_of(view, key))
        text = self.counter.line.text()
        self.counter.line.clear()
        if not found:
            sounds.refused()
            self.counter.strip.show_text(_("Nothing is sold under “{title}”.").format(title=key.title), kind="amber")
        elif key.product_id is None:
            self.choices.ask_new(key.title, found, split_quantity(text)[0])
        else:
            self.scans.take_with(text, found[:1], found[0].product.code)

    def put(self, position: int) -> None:
        """The product of the current line gets this place."""
        line = self.counter.current_line()
        if line is None or line.product is None:
            sounds.refused()
            self.counter.strip.show_text(_("Ring up the product first: its line is what the place takes."), kind="amber")
            return
        with self.counter.shop.work() as work:
            set_key(work, self.board.page, position, product_id=line.product.id)
        self.board.chosen = position
        self.read()

    def on_wanted(self, what: str) -> None:
        """What the buttons below the keys say."""
        done: dict[str, Callable[[], None]] = {
            "edit": self.edit,
            "done": self.edit,
            "left": partial(self.move, -1),
            "right": partial(self.move, 1),
            "colour": self.recolour,
            "title": self.ask_title,
            "remove": self.remove,
            "category": self.ask_category,
            "name": self.ask_name,
        }
        done[what]()
        self.counter.focus_line()

    def move(self, step: int) -> None:
        """The chosen key one place on or back."""
        to = self.board.chosen + step
        if self.board.chosen in self.board.shown and 1 <= to <= PLACES:
            self.move_to(self.board.chosen, to)

    def move_to(self, position: int, to: int) -> None:
        """A key to another place; it is then the chosen one. Only while keys are changed."""
        if self.board.is_editing:
            with self.counter.shop.work() as work:
                move_key(work, self.board.page, position, to)
            self.board.chosen = to
            self.read()

    def recolour(self) -> None:
        """The next colour for the chosen key."""
        key = self.board.shown.get(self.board.chosen)
        if key is not None:
            self._change(replace(key, colour=_COLOURS[(_COLOURS.index(key.colour) + 1) % len(_COLOURS)]))

    def ask_title(self) -> None:
        """Other words for the chosen key; none: the name of what it stands for."""
        key = self.board.shown.get(self.board.chosen)
        if key is not None:
            title, agreed = QInputDialog.getText(self.board, _("Words…"), _("Words on the key; empty: the name"), text=key.own_title)
            if agreed:
                self._change(replace(key, own_title=title))

    def _change(self, key: QuickKey) -> None:
        with self.counter.shop.work() as work:
            what = {"product_id": key.product_id, "category_id": key.category_id}
            set_key(work, key.page, key.position, **what, title=key.own_title, colour=key.colour)
        self.read()

    def remove(self) -> None:
        """The chosen key goes."""
        if self.board.chosen in self.board.shown:
            with self.counter.shop.work() as work:
                remove_key(work, self.board.page, self.board.chosen)
            self.board.chosen = 0
            self.read()

    def ask_category(self) -> None:
        """A category gets the first empty place."""
        with self.counter.shop.read() as view:
            known = {name: category_id for category_id, name in categories(view)}
        if not known:
            self.counter.strip.show_text(_("There are no categories yet."), kind="amber")
            return
        name, agreed = QInputDialog.getItem(self.board, _("Category…"), _("The key opens the goods of:"), list(known), 0, False)
        if agreed:
            self.put_category(known[name])

    def put_category(self, category_id: int) -> None:
        """The first empty place of the page takes a category."""
        position = next((place for place in range(1, PLACES + 1) if place not in self.board.shown), 0)
        if not position:
            self.counter.strip.show_text(_("This page is full."), kind="amber")
            return
        with self.counter.shop.work() as work:
            set_key(work, self.board.page, position, category_id=category_id)
        self.board.chosen = position
        self.read()

    def ask_name(self) -> None:
        """The page gets a name."""
        old = next((page.name for page in self.board.pages if page.page == self.board.page), "")
        name, agreed = QInputDialog.getText(self.board, _("Name the page…"), _("Name of the page; empty: its number"), text=old)
        if agreed:
            with self.counter.shop.work() as work:
                name_page(work, self.board.page, name)
            self.read()

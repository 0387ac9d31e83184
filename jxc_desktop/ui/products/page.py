"""The products page: find, make, change, import and export products."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.planned_prices import take_plans_back
from jxc_desktop.operations.price_plans import Plans
from jxc_desktop.operations.work import Shop
from jxc_desktop.ui import bus, jobs, remembered, trouble
from jxc_desktop.ui.page import Hint, Page
from jxc_desktop.ui.products.export import export_products
from jxc_desktop.ui.products.import_wizard import ImportWizard
from jxc_desktop.ui.products.import_wizard.tasks import take_back
from jxc_desktop.ui.products.labels_dialog import LabelsDialog
from jxc_desktop.ui.products.mass_change import MassChangeForm
from jxc_desktop.ui.products.planned_prices import PlannedPrices, in_work
from jxc_desktop.ui.products.product_form import ProductForm
from jxc_desktop.ui.products.product_table import ProductTable
from jxc_desktop.ui.products.reference_lists import ReferenceLists
from jxc_desktop.ui.products.shelf_walk import ShelfWalk, may_walk
from jxc_desktop.ui.widgets.ask_strip import AskStrip
from jxc_desktop.ui.widgets.strips import UndoStrip

WATCHED = frozenset(
    {"product", "barcode", "pack", "category", "brand", "shelf_position", "stock_level", "stock_value", "import_batch", "setting"}
)
SETTLE_MS = 300
_PARTIES = 7


class ProductsPage(Page):
    """The list, with the form or the wizard in its place while one of them is open."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, parent)
        self.table = ProductTable(shop, self)
        self.strip = UndoStrip(self)
        self.ask = AskStrip(self)
        self.form: ProductForm | None = None
        self.aside: ProductForm | None = None
        self.wizard: ImportWizard | None = None
        self.mass_change: MassChangeForm | None = None
        self.labels: LabelsDialog | None = None
        self.walk: ShelfWalk | None = None
        self._undo: Callable[[], object] | None = None
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.table)
        self.ask.setProperty("place", "page")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.ask)
        column.addWidget(self.stack, 1)
        self.table.strip_place.addWidget(self.strip)
        self.buttons = self._make_buttons()
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._connect()

    def _make_buttons(self) -> dict[str, QPushButton]:
        add = self.table.add_action
        buttons = {
            "new": add(_("New product"), self.new_product, key="Ctrl+N", primary=True),
            "change": add(_("Change product"), self.change_current, key="Ctrl+E"),
            "import": add(_("Import"), self.open_wizard, key="Ctrl+I"),
            "export": add(_("Export"), self.ask_export, key="Ctrl+Shift+E"),
            "mass": add(_("Mass change"), self.open_mass_change, key="Ctrl+M"),
            "planned": add(_("Planned prices"), self.open_planned, key="Ctrl+D"),
            "walk": add(_("Set up by scanning"), self.open_walk, key="Ctrl+B"),
            "lists": add(_("Reference lists"), self.open_lists, key="Ctrl+R"),
            "labels": add(_("Tags and labels"), self.open_labels, key="Ctrl+L"),
            "compare": add(_("Compare suppliers"), self.compare_suppliers, key="Ctrl+K"),
        }
        held = self.shop.actor.permissions
        for key, permission in (
            ("new", Permission.EDIT_PRODUCTS),
            ("import", Permission.IMPORT_PRODUCTS),
            ("export", Permission.EXPORT),
            ("mass", Permission.EDIT_PRODUCTS),
            ("planned", Permission.EDIT_PRODUCTS),
            ("lists", Permission.IMPORT_PRODUCTS),
            ("labels", Permission.EDIT_PRODUCTS),
        ):
            buttons[key].setEnabled(permission in held)
        buttons["walk"].setEnabled(may_walk(self.shop))
        return buttons

    def _connect(self) -> None:
        self.table.opened.connect(lambda row: self.open_product(self.table.id_of(row)))
        self.table.chosen.connect(lambda _row: self._show_actions())
        self.table.refreshed.connect(self._show_actions)
        self.strip.undone.connect(self.undo)
        self._settling.timeout.connect(self.table.refresh)
        bus.watch(self.table, WATCHED, self._settling.start)
        undo = QShortcut(QKeySequence("Ctrl+Z"), self.table)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self.undo)
        self.table.undo_wanted.connect(self.undo)
        text = _("No products yet: import your list (Ctrl+I), or make the first one (Ctrl+N).")
        self.table.say_nothing(text, _("Import your list") if self.buttons["import"].isEnabled() else "", self.open_wizard)
        self.table.refresh()

    # what the window calls

    def key_hints(self) -> Sequence[Hint]:
        """The keys of what is shown."""
        if self.stack.currentWidget() is self.table:
            return (
                ("Ctrl+F", _("Search"), self.table.focus_search),
                ("Ctrl+Shift+F", _("Filter row"), self.table.toggle_filters),
                ("Enter", _("Open"), self.change_current),
                ("Ctrl+C", _("Copy rows"), self.table.view.copy),
            )
        form = self.form
        if form is not None and self.stack.currentWidget() is form:
            hints: list[Hint] = [("Enter", _("Next field"), form.setFocus), ("Ctrl+S", _("Save"), form.save)]
            hints.append(("Ctrl+B", _("Make a barcode"), form.make_barcode))
            if form.history is not None:
                hints.append(("Ctrl+H", _("Price history"), form.turn_tab))
            return [*hints, ("Esc", _("Back"), form.close_form)]
        shown = self.stack.currentWidget()
        if isinstance(shown, PlannedPrices):
            return (
                ("Del", _("Cancel the plan"), shown.cancel),
                ("Ctrl+Z", _("Take it back"), shown.undo),
                ("Ctrl+T", _("Tags are up"), shown.confirm),
                ("Esc", _("Back"), shown.closed.emit),
            )
        if isinstance(shown, ShelfWalk):
            return (
                ("Enter", _("Next"), shown.accept),
                ("Ctrl+Z", _("Take the last one back"), shown.undo),
                ("Esc", _("Back"), shown.step_back),
            )
        if isinstance(shown, ReferenceLists):
            return (
                ("Ctrl+O", _("Add from a file…"), shown.ask_file),
                ("Del", _("Remove the list"), shown.ask_remove),
                ("Esc", _("Back"), shown.step_back),
            )
        if self.mass_change is not None:
            return (("Ctrl+S", _("Apply"), self.mass_change.apply), ("Esc", _("Back"), self.mass_change.closed.emit))
        if self.wizard is not None:
            return (("Ctrl+O", _("Choose a file"), self.wizard.ask_file), ("Esc", _("Back"), self.wizard.step_back))
        return ()

    def arrive(self) -> None:
        """Put the focus where work goes on."""
        shown = self.stack.currentWidget()
        if isinstance(shown, (ProductForm, ImportWizard, MassChangeForm, PlannedPrices, ReferenceLists, ShelfWalk)):
            shown.arrive()
        else:
            self.table.focus_search()

    def leave(self) -> bool:
        """Half-typed products are asked about before the window closes."""
        unsaved = next((form for form in (self.form, self.aside) if form is not None and form.is_dirty()), None)
        if unsaved is None:
            return True
        self.ask.ask(
            _("“{name}” is not saved yet.").format(name=unsaved.title()),
            [(_("Go on with it"), lambda: self._show_form(unsaved)), (_("Close without saving"), self._close_anyway)],
        )
        return False

    def _close_anyway(self) -> None:
        self.form = self.aside = None
        self.window().close()

    def take_scan(self, code: str) -> bool:
        """A scan goes into the form that is open, or looks the product up."""
        shown = self.stack.currentWidget()
        if isinstance(shown, (ProductForm, ShelfWalk)):
            return shown.take_scan(code)
        return self.table.take_scan(code) if shown is self.table else False

    # the strip

    def _tell(self, text: str, undo: Callable[[], object] | None = None, action: str = "") -> None:
        """Say what happened. Ctrl+Z does what the strip offers, and nothing that it said before."""
        self._undo = undo
        self.strip.show_text(text, (action or _("Take it back")) if undo else "", "Ctrl+Z" if undo else "")

    def undo(self) -> None:
        """Do what the strip offers, else go on with the product that was put aside."""
        undo, self._undo = self._undo, None
        (undo or self.back_to_aside)()

    # the list

    def _show_actions(self) -> None:
        has_row = self.table.view.current_row() is not None
        self.buttons["change"].setEnabled(has_row)
        self.buttons["compare"].setEnabled(has_row and Permission.SEE_PURCHASES in self.shop.actor.permissions)

    def compare_suppliers(self) -> None:
        """Who sells the product at the cursor, on the page of the suppliers."""
        row = self.table.view.current_row()
        if row is not None:
            product_id = self.table.id_of(row)
            self.go_to.emit(_PARTIES, lambda page: page.compare(product_id))

    # the form

    def new_product(self) -> None:
        """Open an empty form."""
        if self.buttons["new"].isEnabled():
            self._open(ProductForm(self.shop))

    def change_current(self) -> None:
        """Open the product at the cursor."""
        row = self.table.view.current_row()
        if row is not None:
            self.open_product(self.table.id_of(row))

    def open_product(self, product_id: int) -> None:
        """Open a known product."""
        if self.aside is not None and self.aside.card is not None and self.aside.card.id == product_id:
            self.back_to_aside()
            return
        self._open(ProductForm(self.shop, product_id))

    def _open(self, form: ProductForm) -> None:
        form.saved.connect(self._on_saved)
        form.put_aside.connect(self._on_put_aside)
        self.stack.addWidget(form)
        self._show_form(form)

    def _show_form(self, form: ProductForm) -> None:
        self.form = form
        if self.aside is form:
            self.aside = None
            self._undo = None
            self.strip.clear()
        self._show(form)
        form.arrive()

    def _on_saved(self, product_id: int) -> None:
        form, self.form = self.form, None
        if form is not None:
            self._tell(_("Saved: {name}").format(name=form.title()))
            self._drop(form)
        self._show(self.table)
        self.table.refresh()
        self.table.go_to(product_id)

    def _on_put_aside(self) -> None:
        """Esc: what was typed is kept until the next one is put aside; one key brings it back."""
        form, self.form = self.form, None
        if form is None:
            return
        if form.is_dirty():
            self._drop(self.aside)
            self.aside = form
            self._tell(_("Not saved: {name}").format(name=form.title()), self.back_to_aside, _("Go on with it"))
        else:
            self._drop(form)
        self._show(self.table)
        (self.table.view if self.table.view.current_row() is not None else self.table.search).setFocus()

    def back_to_aside(self) -> None:
        """Open again what was put aside."""
        if self.aside is not None:
            self._show_form(self.aside)

    def _drop(self, form: ProductForm | None) -> None:
        if form is not None:
            self.stack.removeWidget(form)
            form.deleteLater()

    def _show(self, shown: QWidget) -> None:
        self.stack.setCurrentWidget(shown)
        self.hints_changed.emit()

    # many at once

    def open_mass_change(self) -> None:
        """Change the selected products, or all that the list shows; the list keeps its selection."""
        rows = self.table.view.selected_rows()
        form = MassChangeForm(self.shop, [self.table.id_of(row) for row in rows], self.table.model.filters, self)
        form.applied.connect(self._on_mass_changed)
        form.planned.connect(self._on_planned)
        form.closed.connect(self._close_mass_change)
        self.stack.addWidget(form)
        self.mass_change = form
        self._show(form)
        form.arrive()

    def _close_mass_change(self) -> None:
        form, self.mass_change = self.mass_change, None
        if form is not None:
            self.stack.removeWidget(form)
            form.deleteLater()
        self._show(self.table)
        self.table.view.setFocus()

    def _on_mass_changed(self, batch: int, count: int, waiting: int) -> None:
        self._close_mass_change()
        self.table.refresh()
        texts = []
        if count:
            texts.append(ngettext("{count} product was changed.", "{count} products were changed.", count).format(count=count))
        if waiting:
            text = ngettext("{count} higher price waits for its tag.", "{count} higher prices wait for their tags.", waiting)
            texts.append(text.format(count=waiting) + "  Ctrl+L")
        self._tell(" ".join(texts), lambda: self._take_batch_back(batch))

    def _take_batch_back(self, batch: int) -> None:
        def done(_batch: int) -> None:
            self._tell(_("The mass change was taken back."))
            self.table.refresh()

        jobs.run(lambda control: take_back(self.shop, batch, control), title=_("Take it back"), owner=self, done=done)

    def _on_planned(self, plans: Plans) -> None:
        self._close_mass_change()
        count = len(plans.made)
        text = ngettext("{count} price is planned.", "{count} prices are planned.", count).format(count=count)
        self._tell(text, lambda: self._take_plans_back(plans))

    def _take_plans_back(self, plans: Plans) -> None:
        jobs.run(
            lambda _control: in_work(self.shop, lambda work: take_plans_back(work, plans)),
            title=_("Take it back"),
            owner=self,
            done=lambda count: self._tell(
                ngettext("{count} planned price was taken back.", "{count} planned prices were taken back.", count).format(count=count)
            ),
        )

    def open_planned(self) -> None:
        """The prices that wait for their time or their tag."""
        shown = PlannedPrices(self.shop, self)
        shown.closed.connect(lambda: self._close_beside(shown))
        self.stack.addWidget(shown)
        self._show(shown)
        shown.arrive()

    def open_labels(self) -> None:
        """Tags of changed prices, or labels of the selected products."""
        self.labels = LabelsDialog(self.shop, [self.table.id_of(row) for row in self.table.view.selected_rows()], self)
        self.labels.finished.connect(self.labels.deleteLater)
        self.labels.open()

    def open_walk(self) -> None:
        """扫码建档: file and first stock, product after product; a walk that is open goes on."""
        if not self.buttons["walk"].isEnabled():
            return
        self._on_put_aside()
        if self.walk is None:
            self.walk = ShelfWalk(self.shop, self)
            self.walk.closed.connect(self._close_walk)
            self.stack.addWidget(self.walk)
        self._show(self.walk)
        self.walk.arrive()

    def _close_walk(self) -> None:
        walk, self.walk = self.walk, None
        if walk is not None:
            self._close_beside(walk)

    def show_list(self) -> None:
        """The list, whatever stands before it: a product in hand is put aside, a walk goes on when it is opened again."""
        self._on_put_aside()
        self._show(self.table)

    def open_lists(self) -> None:
        """The reference lists that unknown codes are looked up in."""
        shown = ReferenceLists(self.shop, self)
        shown.closed.connect(lambda: self._close_beside(shown))
        self.stack.addWidget(shown)
        self._show(shown)
        shown.arrive()

    def _close_beside(self, shown: QWidget) -> None:
        self.stack.removeWidget(shown)
        shown.deleteLater()
        self._show(self.table)
        self.table.view.setFocus()

    # import and export

    def open_wizard(self) -> None:
        """Import products; a wizard that is at work is shown as it is."""
        if not self.buttons["import"].isEnabled():
            return
        if self.wizard is None:
            self.wizard = ImportWizard(self.shop, self)
            self.wizard.closed.connect(self._on_wizard_closed)
            self.stack.addWidget(self.wizard)
        self._show(self.wizard)
        self.wizard.arrive()

    def _on_wizard_closed(self) -> None:
        self._show(self.table)
        self.table.refresh()
        self.table.focus_search()

    def ask_export(self) -> None:
        """Ask where the list goes."""
        folder = remembered.text("export/folder")
        proposed = Path(folder, _("Products") + f" {self.shop.clock():%Y-%m-%d}.xlsx")
        kinds = _("Workbook") + " (*.xlsx);;" + _("Text table") + " (*.csv)"
        chosen, kind = QFileDialog.getSaveFileName(self, _("Export"), str(proposed), kinds)
        if chosen:
            path = Path(chosen)
            if path.suffix.lower() not in (".xlsx", ".csv"):
                path = path.with_name(path.name + (".csv" if "csv" in kind else ".xlsx"))
            remembered.remember("export/folder", str(path.parent))
            self.export(path)

    def export(self, path: Path) -> None:
        """Write the products of the list, as filtered, so that the file can be imported again."""
        filters: Mapping[str, str] = dict(self.table.model.filters)
        tell: Callable[[int], object] = lambda count: trouble.tell(  # noqa: E731
            self, ngettext("{count} product is in {file}.", "{count} products are in {file}.", count).format(count=count, file=path.name)
        )
        jobs.run(lambda control: export_products(self.shop, path, filters, control), title=_("Export"), owner=self, done=tell)

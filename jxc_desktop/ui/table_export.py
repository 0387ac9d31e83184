"""Any table to Excel as the screen shows it: its rows under its filters, in its order, with its columns; shop and title on top."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.columns import Column
from jxc_desktop.spreadsheets.writing import TableOut, write_report
from jxc_desktop.ui import jobs, remembered, trouble
from jxc_desktop.ui.rows import QUICK, Filters, RowsModel
from jxc_desktop.ui.widgets.rows_view import RowsView

MOST_ROWS = 1_000_000  # a sheet has 1,048,576
_FOLDER = "export/folder"


def ask_path(view: RowsView, name: str) -> Path | None:
    """Where the file shall be; None when nothing was chosen. The folder is remembered, the ending added."""
    proposed = Path(remembered.text(_FOLDER) or str(Path.home()), f"{name}.xlsx")
    chosen, _kind = QFileDialog.getSaveFileName(view, _("Export to Excel"), str(proposed), "Excel (*.xlsx);;CSV (*.csv)")
    if not chosen:
        return None
    path = Path(chosen)
    remembered.remember(_FOLDER, str(path.parent))
    return path if path.suffix else path.with_suffix(".xlsx")


def ask_and_export(shop: Shop, view: RowsView) -> None:
    """Ask where to, then write the table. Raises NotAllowed."""
    with shop.read() as look:
        look.require(Permission.EXPORT)
    path = ask_path(view, view.accessibleName())
    if path is not None:
        export(shop, view, path)


def export(shop: Shop, view: RowsView, path: Path) -> jobs.Job:
    """Write the table of a view on another thread, all its rows, not only those loaded so far."""
    model, places = view.rows_model, view.shown_places()
    columns = [model.columns[place] for place in places]
    order, filters, title = model.order, dict(model.filters), view.accessibleName()
    asked = [*_asked(model, filters), *view.asked()]
    only = [_("Only: {what}").format(what=", ".join(asked))] if asked else []

    def write(control: jobs.JobControl) -> int:
        with shop.read() as look:
            look.require(Permission.EXPORT)
            shop_name = look.settings.shop_name or _("My shop")
            above = [shop_name, *only, _("Made {time}").format(time=f"{look.now:%Y-%m-%d %H:%M}")]
        rows = model.all_of(order, filters, MOST_ROWS)
        control.check()
        sums = None if view.totals is None else view.totals(filters).sums
        values = [tuple(model.value_of(row, place) for place in places) for row in rows]
        return write_report(path, [TableOut(title, columns, values, sums)], title=title, shop_name=shop_name, above=above)

    return jobs.run(write, title=_("Export to Excel"), owner=view, done=lambda count: told(view, path, count))


def told(view: QWidget, path: Path, count: int) -> None:
    """Say that it is done."""
    trouble.tell(view, _("{count} rows were written to {file}.").format(count=count, file=path.name))


def _asked(model: RowsModel, filters: Filters) -> Sequence[str]:
    """What narrows the table by its filters; like what the page asks it is said, so that nobody takes a part for the whole."""
    titles: dict[str, Column] = {column.key: column for column in model.columns}
    return [
        f"{_(titles[key].title) if key in titles else _('Search')}: {text}"
        for key, text in filters.items()
        if key in titles or key == QUICK
    ]

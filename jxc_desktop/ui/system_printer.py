"""The system's printers: finished pages painted on them in their own dots. Loaded when something is first printed there."""

from collections.abc import Callable

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.printing.paper import page_count
from jxc_desktop.ui import jobs, trouble
from jxc_desktop.ui.widgets.page_preview import page_image

MOST_DPI = 300
NEEDLES_DPI = 360
SHEETS = {"A4": QPageSize.PageSizeId.A4, "A5": QPageSize.PageSizeId.A5}


def page_layout(key: str, width_mm: float, height_mm: float) -> QPageLayout:
    """The paper as the printer's driver is told: a sheet by its name, lying where it is wider than high; a form by its size."""
    if key in SHEETS:
        lies = QPageLayout.Orientation.Landscape if width_mm > height_mm else QPageLayout.Orientation.Portrait
        return QPageLayout(QPageSize(SHEETS[key]), lies, QMarginsF())
    size = QPageSize(QSizeF(width_mm, height_mm), QPageSize.Unit.Millimeter, key, QPageSize.SizeMatchPolicy.ExactMatch)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF())


def make_printer(layout: QPageLayout, title: str) -> QPrinter:
    """The default printer, told the paper."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(layout)
    printer.setFullPage(True)
    printer.setDocName(title)
    return printer


def paint(printer: QPrinter, document: bytes) -> int:
    """Paint the pages, those of the chosen span; returns how many. For a job's thread."""
    dpi = min(MOST_DPI, printer.resolution())
    last = page_count(document)
    pages = range(max(1, printer.fromPage()), min(last, printer.toPage() or last) + 1)
    painter = QPainter(printer)
    for number in pages:
        if number != pages.start:
            printer.newPage()
        image = page_image(document, number - 1, dpi)
        if printer.resolution() <= NEEDLES_DPI:  # needles have no grey: what is not ink would come out as scattered dots
            image = image.convertToFormat(QImage.Format.Format_Mono)
        painter.drawImage(printer.pageLayout().fullRectPixels(printer.resolution()), image)
    painter.end()
    return len(pages)


def ask_and_print(parent: QWidget, layout: QPageLayout, title: str, make: Callable[[], bytes]) -> QPrintDialog:
    """Ask which printer; then make the document and print it on another thread."""
    printer = make_printer(layout, title)
    dialog = QPrintDialog(printer, parent)
    accepted = QDialog.DialogCode.Accepted.value
    dialog.finished.connect(lambda result: print_on(printer, parent, title, make) if result == accepted else None)
    dialog.setModal(True)
    dialog.show()
    return dialog


def print_on(printer: QPrinter, owner: QWidget, title: str, make: Callable[[], bytes]) -> jobs.Job:
    """Make the document and print it, on another thread."""
    return jobs.run(
        lambda _control: paint(printer, make()),
        title=title,
        owner=owner,
        done=lambda _pages: trouble.tell(owner, _("{title} was sent to {printer}.").format(title=title, printer=_name(printer))),
    )


def _name(printer: QPrinter) -> str:
    return printer.printerName() or printer.outputFileName()

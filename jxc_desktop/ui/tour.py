"""The tour: a shop from the shipped product list, three scans, cash, receipt, export; pictures on the way.

It drives the window by keys, as a person would. With a screen one can watch; without, the pictures tell.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from jxc_desktop import paths
from jxc_desktop.db.errors import WINDOW
from jxc_desktop.i18n import _, language
from jxc_desktop.operations.imports import apply_import, stage_import
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.shop_file import OpenShop, open_shop
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.receipts import receipt_pdf
from jxc_desktop.queries.columns import tuples
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.receipts import receipt_of
from jxc_desktop.queries.sale_lines import SALE_LINE_COLUMNS, sale_lines
from jxc_desktop.queries.sales import last_sale
from jxc_desktop.spreadsheets.mapping import propose_mapping
from jxc_desktop.spreadsheets.product_sheet import parse_rows
from jxc_desktop.spreadsheets.reading import read_workbook
from jxc_desktop.spreadsheets.writing import write_table
from jxc_desktop.ui.main_window import MainWindow

WATER, APPLES, NOODLES = "6999001103114", "2220001012361", "6999015146657"  # the apples' is a scale's label: 1.236 kg
SIZE = (1366, 768)
STEP_MS = 700
HAND_MS = 150  # a person's pace: quicker keys would be taken for a scanner's


def play(make_window: Callable[[Shop], MainWindow], out: Path | None) -> str:
    """Play the tour and leave receipt, workbook and pictures in a folder; the sentence that names it."""
    folder = (out or paths.data_folder() / "tour").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    shop = _fresh_shop(folder / "tour.jxc")
    try:
        _Player(make_window(shop), folder).play()
        files = _leave_papers(shop, folder)
    finally:
        shop.close()
    return _("The tour is over: {files} and pictures are in {folder}").format(files=_(", ").join(files), folder=folder)


def _fresh_shop(path: Path) -> OpenShop:
    for old in path.parent.glob(path.name + "*"):
        old.unlink()
    shop = open_shop(path, program=WINDOW, anew=True)
    with shop.work() as work:
        # this computer's printer is not the tour's
        change_settings(work, shop_name=_("Corner shop"), print_receipts="key")
    workbook = read_workbook(paths.resource("sample", "products.csv"))
    parsed = parse_rows(workbook, propose_mapping(workbook))
    with shop.read() as view:
        differences = compare(view, parsed.rows)
    apply_import(shop, stage_import(shop, differences, workbook.path_name, workbook.sha256))
    return shop


class _Player:
    """Presses the keys and takes the pictures."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window = window
        self.folder = folder
        self.pause_ms = 0 if QGuiApplication.platformName() == "offscreen" else STEP_MS

    def play(self) -> None:
        """Three scans, one found by its initials, one by its code; a discount, cash, the change."""
        self.window.resize(*SIZE)
        self.window.show()
        self.window.activateWindow()
        self._wait()
        self._type("3*")
        self._scan(WATER)
        self._scan(APPLES)
        self._scan(NOODLES)
        self._key(Qt.Key.Key_F5)
        self._type("8" if language() == "zh_CN" else "20%", Qt.Key.Key_Return)
        self._type("qhcn", Qt.Key.Key_Return)
        self._type("3001", Qt.Key.Key_Return)
        self._picture("1-cart")
        self._key(Qt.Key.Key_F12)
        self._key(Qt.Key.Key_Tab)
        self._type("50")
        self._picture("2-payment")
        self._key(Qt.Key.Key_Return)
        self._picture("3-paid")
        self.window.show_digit(6)
        self._wait()
        self._picture("4-products")
        self.window.close()

    def _scan(self, code: str) -> None:
        handle = self.window.windowHandle()
        for digit in code:
            QTest.keyClick(handle, Qt.Key(ord(digit)))
        QTest.keyClick(handle, Qt.Key.Key_Return)
        self._wait()

    def _type(self, text: str, *after: Qt.Key) -> None:
        for key in (*(Qt.Key(ord(char.upper())) for char in text), *after):
            QTest.keyClick(self.window.windowHandle(), key)
            self._wait(HAND_MS)
        self._wait()

    def _key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.window.windowHandle(), key)
        self._wait()

    def _wait(self, at_least_ms: int = 0) -> None:
        """Let the window answer; long enough to be watched where somebody can watch."""
        loop = QEventLoop()
        QTimer.singleShot(at_least_ms or max(self.pause_ms, HAND_MS), loop.quit)
        loop.exec()

    def _picture(self, name: str) -> None:
        self.window.grab().save(str(self.folder / f"{name}.png"))


def _leave_papers(shop: Shop, folder: Path) -> tuple[str, str]:
    with shop.read() as view:
        sale = last_sale(view)
        if sale is not None:
            receipt_pdf(receipt_of(view, sale), folder / "receipt.pdf")
        rows = tuples(SALE_LINE_COLUMNS, sale_lines(view))
        write_table(folder / "sales.xlsx", SALE_LINE_COLUMNS, rows, title=_("Sale lines"), shop_name=view.settings.shop_name)
    return "receipt.pdf", "sales.xlsx"

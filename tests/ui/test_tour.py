"""The tour leaves a receipt, a workbook and pictures."""

import openpyxl

from jxc_desktop.app import TABS
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.queries.check import check
from jxc_desktop.ui import bus, tour
from jxc_desktop.ui.main_window import MainWindow
from jxc_desktop.ui.widgets.scanner import Scanner


def test_the_tour_sells_and_leaves_its_papers(qapp, tmp_path):
    scanner = Scanner(qapp)

    def window(shop):
        bus.attach(shop)
        return MainWindow(shop, TABS, scanner)

    said = tour.play(window, tmp_path)
    scanner.deleteLater()
    assert str(tmp_path) in said
    names = {path.name for path in tmp_path.iterdir()}
    assert {"1-cart.png", "2-payment.png", "3-paid.png", "receipt.pdf", "sales.xlsx"} <= names
    rows = list(openpyxl.load_workbook(tmp_path / "sales.xlsx").worksheets[0].values)
    assert [row[6] for row in rows[1:6]] == [3, 1.236, 1, 1, 1]
    assert [row[9] for row in rows[1:6]] == [0, 0, 0.9, 0, 0]
    shop = open_shop(tmp_path / "tour.jxc", program="test", writable=False)
    with shop.read() as view:
        assert check(view).ok
    shop.close()

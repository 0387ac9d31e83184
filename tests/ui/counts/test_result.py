"""盘点结果 at the screen: its lines, what they come to, its documents, its workbook; taken back, or refused."""

from dataclasses import replace

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.counts import answer_carts
from jxc_desktop.operations.drafts import save_draft
from jxc_desktop.queries.counts import count_head
from jxc_desktop.ui import trouble
from jxc_desktop.ui.widgets.paper_dialog import PaperDialog
from tests.builders import cart_of, stocked
from tests.counts import counted, on_hand, posted, started
from tests.ui.checks import assert_accessible, assert_not_clipped

ENTER = Qt.Key.Key_Return


class Reports:
    """The reports page, which notes what it is asked for."""

    def __init__(self):
        self.asked = []

    def show_documents(self, wanted, _title):
        """Note the number."""
        self.asked.append(wanted.text)


@pytest.fixture
def goods(shop, clock):
    """Cola, salt and tea, ten of each at 2.00."""
    made = tuple(stocked(shop, name, unit="瓶") for name in ("可乐", "盐", "茶"))
    clock.forward(hours=1)
    return made


@pytest.fixture
def count(shop, goods):
    """Cola 3 missing, salt right, tea 1 over."""
    made = started(shop, name="月底")
    for each, quantity in zip(goods, (7, 10, 11), strict=True):
        counted(shop, made, each, quantity)
    posted(shop, made)
    return made


@pytest.fixture
def open_part(qtbot, shop, shown):
    """Open a posted count at its result, once it is read."""

    def open_it(count):
        page = shown(shop)
        page.open_count(count)
        part = page.count.part
        assert page.count.part_name == "result"
        qtbot.waitUntil(lambda: part.result is not None)
        part.arrive()
        return part

    return open_it


@pytest.fixture
def part(open_part, count):
    return open_part(count)


def test_lines_with_a_difference_by_money_and_what_it_comes_to(part):
    assert [(line.name, line.value) for line in part.table.model.rows()] == [("可乐", -6_0000), ("茶", 2_0000)]
    assert part.table.total_row.text_of("value") == "−4.00"
    texts = part.card.texts()
    assert {"1 / 3  33.33 %", "1  2.00", "1  −6.00", "−4.00", "−6.67 %", "of goods worth 60.00", "Owner"} <= set(texts)
    part.table.which.set_value("")
    assert part.table.model.rowCount() == 3


def test_who_sees_no_costs_sees_no_money(shop, open_part, count):
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.SEE_COST})
    part = open_part(count)
    assert part.table.model.column_of("value") < 0
    assert not any("." in text and "%" not in text for text in part.card.texts())


def test_who_may_not_see_differences_sees_none(qtbot, shop, shown, count):
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.SEE_DIFFERENCES})
    page = shown(shop)
    page.open_count(count)
    assert not page.count.part.table.isVisible()


def test_gain_and_loss_open_to_their_documents(qtbot, part, press):
    page = part.window()
    for key, prefix in (("Ctrl+G", "PY"), ("Ctrl+L", "PK")):
        with qtbot.waitSignal(page.go_to) as asked:
            press(key)
        tab, show = asked.args
        reports = Reports()
        show(reports)
        assert (tab, reports.asked[0][:2]) == (8, prefix)


def test_the_workbook_has_everything(qtbot, part, tmp_path):
    path = tmp_path / "result.xlsx"
    job = part.export_to(path)
    qtbot.waitUntil(lambda: not job.is_running)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Count result", "By place", "By person", "From count to count"]
    assert {"可乐", "盐", "茶"} <= {cell.value for row in book["Count result"].iter_rows() for cell in row}


def test_the_paper(qtbot, part, press):
    press("Ctrl+P")
    paper = part.window().findChild(PaperDialog)
    assert paper.windowTitle().endswith(part.result.number)
    qtbot.waitUntil(lambda: paper.preview.pages != [])
    paper.reject()


def test_taken_back_with_a_reason(qtbot, part, press, shop, count, goods):
    press("Ctrl+D", "wrong", ENTER)
    qtbot.waitUntil(lambda: bool(part.result.reversed_by))
    assert [on_hand(shop, each) for each in goods] == [10, 10, 10]
    assert not part.buttons["take_back"].isEnabled()
    assert part.result.reversed_by in part.card.facts.text()
    assert part.result.reversed_by in part.strip.label.text()


def test_what_was_counted_again_since_stays(qtbot, part, press, shop, goods, monkeypatch, count):
    newer = started(shop)
    counted(shop, newer, goods[0], 6)
    posted(shop, newer)
    told = []
    monkeypatch.setattr(trouble, "report", lambda error: told.append(str(error)))
    press("Ctrl+D", "wrong", ENTER)
    qtbot.waitUntil(lambda: bool(told))
    assert "可乐" in told[0]
    assert on_hand(shop, goods[0]) == 6
    qtbot.waitUntil(part.buttons["take_back"].isEnabled)
    with shop.read() as view:
        assert count_head(view, count).state == "posted"


@pytest.mark.parametrize("code", ["zh_CN", "en"])
def test_it_can_be_read_and_heard(open_part, count, press, code):
    i18n.use_language(code)
    part = open_part(count)
    QApplication.processEvents()
    assert_accessible(part)
    assert_not_clipped(part)
    press("Ctrl+D")
    QApplication.processEvents()
    assert_not_clipped(part)


def test_what_was_at_the_till_is_counted_so_that_the_difference_adds_up(qtbot, shop, goods, open_part):
    cola = goods[0]
    count = started(shop)
    with shop.work() as work:
        save_draft(work, cart_of(cola))
    counted(shop, count, cola, 8)
    with shop.work() as work:
        answer_carts(work, count, cola.id, ONE)
    posted(shop, count)
    table = open_part(count).table
    keys = [column.key for column in table.model.columns]
    row = {key: table.model.value(0, place) for place, key in enumerate(keys)}
    assert (row["book"], row["present"], row["difference"]) == (10 * ONE, 9 * ONE, -ONE)
    assert "present" in table.view.shown_columns()

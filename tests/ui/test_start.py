"""How the window program starts: an import that a kill left is finished, a file that can't be opened leads to the recovery screen."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from jxc_desktop import app as program
from jxc_desktop import paths
from jxc_desktop.domain.backups import Reason
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.operations import backups
from jxc_desktop.operations.import_states import set_state
from jxc_desktop.operations.imports import stage_import
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.shop_file import OpenShop, open_shop
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.imports import import_batches
from jxc_desktop.queries.product_search import search
from jxc_desktop.ui import jobs
from jxc_desktop.ui.main_window import MainWindow
from jxc_desktop.ui.recovery import Recovery
from tests.builders import CASH, TestClock, cart_of, empty_shop_file, stocked

LONGEST_MS = 15_000


@pytest.fixture
def opened(tmp_path: Path, clock: TestClock) -> Iterator[OpenShop]:
    """A shop as the program opens it."""
    shop = open_shop(empty_shop_file(tmp_path / "shop.jxc"), program="test", clock=clock)
    yield shop
    jobs.stop_all()
    shop.close()


def shown(kind: type[Any]) -> Any:
    """The window of this kind that is there, or None."""
    return next((each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()), None)


@pytest.fixture
def meanwhile(qapp: QApplication) -> Iterator[Callable[[Callable[[], bool]], None]]:
    """Try something again and again while the program runs, until it says that it is done; a test that fails ends too."""
    timers: list[QTimer] = []
    tried_ms = [0]

    def begin(step: Callable[[], bool]) -> None:
        timer = QTimer(qapp, interval=20)

        def again() -> None:
            tried_ms[0] += 20
            if step() or tried_ms[0] > LONGEST_MS:
                timer.stop()
            if tried_ms[0] > LONGEST_MS:
                for window in QApplication.topLevelWidgets():
                    window.close()

        timer.timeout.connect(again)
        timer.start()
        timers.append(timer)

    yield begin
    for timer in timers:
        timer.stop()
        timer.deleteLater()


def press(button: Any) -> None:
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


# An import that was begun


def test_an_import_that_a_kill_left_is_finished_at_the_next_start(opened, qapp, meanwhile, monkeypatch):
    with opened.read() as view:
        differences = compare(view, [SheetRow(number, {"name": f"新货{number}", "stock": 1_000}) for number in range(2, 5)])
    import_id = stage_import(opened, differences, "new.xlsx", "hash")
    with opened.work() as work:
        set_state(work, import_id, "applying")

    def states() -> list[str]:
        with opened.read() as view:
            return [batch.state for batch in import_batches(view)]

    def close_when_done() -> bool:
        window = shown(MainWindow)
        return window is not None and states() == ["done"] and window.close()

    seen: list[list[str]] = []
    assert states() == ["applying"]
    meanwhile(close_when_done)
    monkeypatch.setattr(opened, "close", lambda: seen.append(states()))
    program.run(qapp, opened)
    assert seen == [["done"]]
    with opened.read() as view:
        assert sorted((each.name, each.on_hand) for each in search(view, "新货")) == [(f"新货{n}", 1_000) for n in (2, 3, 4)]


# A file that can't be opened


@pytest.fixture
def backed_up(opened: OpenShop) -> Path:
    """A closed shop of one sale that is in its backup; the path of its file."""
    goods = stocked(opened)
    with opened.work() as work:
        complete_sale(work, cart_of(goods), [CASH], print_receipt=False)
    backups.back_up(opened, paths.backup_folder(opened.path), Reason.BY_HAND)
    opened.close()
    return opened.path


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if somebody sat before it."""
    monkeypatch.setattr(program, "_has_screen", lambda: True)


def shop_files(path: Path) -> dict[Path, bytes]:
    """What lies there of shops and their backups."""
    return {each: each.read_bytes() for each in path.parent.rglob("*.jxc*") if each.suffix != ".lock"}


def sales_of(shop: OpenShop) -> int:
    with shop.read() as view:
        return int(view.connection.exec_driver_sql("SELECT COUNT(*) FROM sale").scalar_one())


def test_a_broken_file_leads_to_the_screen_that_restores_its_backup(backed_up, screen, meanwhile):
    content = backed_up.read_bytes()
    backed_up.write_bytes(content[: len(content) // 2])
    said: list[str] = []

    def restore() -> bool:
        recovery = shown(Recovery)
        if recovery is None or not recovery.restore.isEnabled():
            return False
        said.append(recovery.what.text())
        press(recovery.restore)
        return True

    meanwhile(restore)
    shop = program._open(backed_up)
    assert isinstance(shop, OpenShop)
    assert "damaged" in said[0]
    assert sales_of(shop) == 1
    shop.close()
    assert next(backed_up.parent.glob("before-restore-*.jxc")).stat().st_size == len(content) // 2


def test_a_file_that_is_gone_is_asked_about_and_begun_anew_only_by_a_press(backed_up, screen, meanwhile):
    backed_up.unlink()
    there: list[bool] = []

    def begin() -> bool:
        recovery = shown(Recovery)
        if recovery is None or not recovery.restore.isEnabled():
            return False
        there.append(backed_up.exists())
        press(recovery.begin)
        return True

    meanwhile(begin)
    shop = program._open(backed_up)
    assert isinstance(shop, OpenShop)
    assert (there, sales_of(shop)) == ([False], 0)
    shop.close()


@pytest.mark.parametrize("how", ["broken", "gone"])
def test_who_quits_there_has_opened_and_made_nothing(backed_up, screen, meanwhile, how):
    if how == "gone":
        backed_up.unlink()
    else:
        backed_up.write_bytes(b"noise" * 1000)
    before = shop_files(backed_up)

    def quit_there() -> bool:
        recovery = shown(Recovery)
        if recovery is not None:
            press(recovery.quit)
        return recovery is not None

    meanwhile(quit_there)
    assert program._open(backed_up) == 1
    jobs.stop_all()
    assert shop_files(backed_up) == before


@pytest.mark.parametrize("how", ["broken", "gone"])
def test_without_a_screen_it_is_said_and_nothing_is_made(backed_up, capsys, how):
    if how == "gone":
        backed_up.unlink()
    else:
        backed_up.write_bytes(b"noise" * 1000)
    assert program._open(backed_up) == 1
    assert {"broken": "not a shop file", "gone": "not there any more"}[how] in capsys.readouterr().err
    assert backed_up.exists() == (how == "broken")

"""The backup light, backups by themselves, the settings' section, restoring with a look before, the recovery screen."""

import errno
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from jxc_desktop import app as program
from jxc_desktop import i18n, paths
from jxc_desktop.db import backup as files
from jxc_desktop.db.engine import driver
from jxc_desktop.db.errors import FileDamaged, NotAShopFile
from jxc_desktop.domain.backups import Reason
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Actor
from jxc_desktop.operations import backups
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.shop_file import OpenShop, ShopFileGone, open_shop
from jxc_desktop.queries.backups import backups_in, note_path
from jxc_desktop.queries.lost import Difference
from jxc_desktop.ui import backup_places, jobs, remembered, trouble
from jxc_desktop.ui.backup_keeper import BackupKeeper, keeper_for
from jxc_desktop.ui.backup_wait import ClosingBackup, Restoring
from jxc_desktop.ui.main_window import MainWindow
from jxc_desktop.ui.recovery import Recovery
from jxc_desktop.ui.restore_dialog import RestoreDialog
from jxc_desktop.ui.settings.backup import BackupForm
from jxc_desktop.ui.settings.page import SettingsPage
from jxc_desktop.ui.widgets.backup_light import BackupLight, age_text, light
from tests.builders import CASH, TestClock, cart_of, empty_shop_file, stocked
from tests.ui.checks import assert_accessible, assert_not_clipped

HERE = TestClock().now
LONGEST_MS = 20_000


def sell(shop, times=1):
    goods = stocked(shop, quantity=100)
    for _time in range(times):
        with shop.work() as work:
            complete_sale(work, cart_of(goods), [CASH], print_receipt=False)


@pytest.fixture
def opened(tmp_path, clock):
    """A shop as the program opens it, with a sale."""
    shop = open_shop(empty_shop_file(tmp_path / "shop.jxc"), program="test", clock=clock)
    sell(shop)
    yield shop
    jobs.stop_all()
    shop.close()


@pytest.fixture
def keeper(opened, qtbot):
    made = BackupKeeper(opened, QApplication.instance())
    yield made
    jobs.stop_all()
    made.end()


def made(opened, reason=Reason.BY_HAND):
    return backups.back_up(opened, paths.backup_folder(opened.path), reason)


def press(button):
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


# The light


@pytest.mark.parametrize(
    ("age", "text", "role"),
    [
        (timedelta(seconds=20), "备份 刚刚 ✓", "light"),
        (timedelta(minutes=12), "备份 12 分钟前 ✓", "light"),
        (timedelta(hours=5), "备份 5 小时前 ✓", "light"),
        (timedelta(hours=25), "备份 25 小时前", "light-amber"),
        (timedelta(days=3), "备份 3 天前", "light-amber"),
    ],
)
def test_the_light_says_how_old_the_last_good_backup_is(age, text, role):
    i18n.use_language("zh_CN")
    shown = light(HERE - age, HERE)
    assert (shown.text, shown.role) == (text, role)


def test_the_light_is_amber_without_and_red_after_a_failure():
    assert light(None, HERE).role == "light-amber"
    failed = light(HERE, HERE, failure="The stick is gone.")
    assert (failed.text, failed.role) == ("Backup failed", "light-red")
    assert "The stick is gone." in failed.tip
    assert light(None, HERE, fraction=0.5).text == "Backup 50 %"


def test_a_clock_that_went_back_shows_no_age_below_zero():
    assert age_text(timedelta(hours=-3)) == "just now"


@pytest.mark.parametrize(("room", "text"), [(1000, "Backup 5 hours ago ✓"), (90, "Backup ✓"), (10, "✓")])
def test_the_light_gives_way_to_the_keys(qtbot, room, text):
    lamp = BackupLight()
    qtbot.addWidget(lamp)
    lamp.show_light(light(HERE - timedelta(hours=5), HERE))
    lamp.fit(room)
    assert (lamp.text(), lamp.accessibleName()) == (text, "Backup 5 hours ago ✓")


# Made by themselves


def test_a_backup_is_made_after_four_hours_of_work(keeper, opened, clock, qtbot):
    made(opened)
    keeper.look()
    qtbot.waitUntil(lambda: keeper.is_read)
    clock.forward(hours=3)
    sell(opened)
    keeper.tick()
    assert not keeper.is_running
    clock.forward(hours=1, minutes=1)
    keeper.tick()
    qtbot.waitUntil(lambda: len(keeper.backups) == 2)
    assert keeper.backups[0].note.reason == Reason.WORK
    assert keeper.backups[0].note.walked == "ok"


def test_a_failure_stays_in_sight_and_is_tried_again(keeper, opened, clock, qtbot, monkeypatch):
    keeper.look()
    qtbot.waitUntil(lambda: keeper.is_read)

    def full(*_more):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(files, "copy_to", full)
        keeper.back_up(Reason.BY_HAND)
        qtbot.waitUntil(lambda: not keeper.is_running)
    assert keeper.light().role == "light-red"
    assert "the disk is full" in keeper.failure
    keeper.tick()
    assert not keeper.is_running  # not at once
    clock.forward(minutes=11)
    keeper.tick()
    qtbot.waitUntil(lambda: keeper.last is not None)
    assert (keeper.failure, keeper.light().role) == ("", "light")


def test_a_second_copy_goes_to_the_stick_and_its_failure_is_said(keeper, opened, qtbot, tmp_path):
    remembered.remember(backup_places.SECOND, str(tmp_path / "stick"))
    keeper.back_up(Reason.BY_HAND)
    qtbot.waitUntil(lambda: not keeper.is_running)
    assert [backup.path.name for backup in backups_in(tmp_path / "stick")] == [backup.path.name for backup in backups_in(keeper.folder)]
    (tmp_path / "file").touch()
    remembered.remember(backup_places.SECOND, str(tmp_path / "file" / "stick"))
    keeper.back_up(Reason.BY_HAND)
    qtbot.waitUntil(lambda: not keeper.is_running)
    assert keeper.failure.startswith("The second copy failed")
    assert len(backups_in(keeper.folder)) == 2


def hours_of_selling(keeper, clock, qtbot, hours, sells=True):
    """The keeper's timer every five minutes, a sale each time."""
    for _tick in range(12 * hours):
        clock.forward(minutes=5)
        if sells:
            sell(keeper.shop)
        keeper.tick()
        qtbot.waitUntil(lambda: not keeper.is_running)
        qtbot.waitUntil(lambda: not jobs.running())


def test_a_stick_that_is_away_costs_no_backup_more(keeper, clock, qtbot, tmp_path):
    (tmp_path / "file").touch()
    remembered.remember(backup_places.SECOND, str(tmp_path / "file" / "stick"))
    keeper.back_up(Reason.WORK)
    qtbot.waitUntil(lambda: not keeper.is_running and not jobs.running())
    hours_of_selling(keeper, clock, qtbot, 2)
    assert len(backups_in(keeper.folder)) == 1
    assert keeper.light().role == "light-red"
    remembered.remember(backup_places.SECOND, str(tmp_path / "stick"))
    clock.forward(minutes=11)
    keeper.tick()
    qtbot.waitUntil(lambda: not keeper.is_running and not jobs.running())
    assert [backup.path.name for backup in backups_in(tmp_path / "stick")] == [keeper.backups[0].path.name]
    assert (keeper.failure, len(backups_in(keeper.folder))) == ("", 1)


def test_a_second_folder_that_is_no_longer_wanted_is_forgotten(keeper, clock, qtbot, tmp_path):
    (tmp_path / "file").touch()
    remembered.remember(backup_places.SECOND, str(tmp_path / "file" / "stick"))
    keeper.back_up(Reason.WORK)
    qtbot.waitUntil(lambda: not keeper.is_running and not jobs.running())
    remembered.remember(backup_places.SECOND, "")
    clock.forward(minutes=11)
    keeper.tick()
    qtbot.waitUntil(lambda: not keeper.is_running)
    assert keeper.failed is None


def test_a_finding_in_the_books_is_not_copied_every_ten_minutes(keeper, clock, qtbot, monkeypatch):
    from jxc_desktop.queries import backups as seen
    from jxc_desktop.queries.findings import Finding

    monkeypatch.setattr(seen, "broken_rules", lambda *_more, **_words: [Finding("not_ours")])
    clock.forward(days=4000)  # the file is dated by the computer's clock, the backup by the shop's
    keeper.back_up(Reason.WORK)
    qtbot.waitUntil(lambda: not keeper.is_running and not jobs.running())
    hours_of_selling(keeper, clock, qtbot, 6, sells=False)
    assert len(backups_in(keeper.folder)) == 1
    assert not keeper.is_needed()
    hours_of_selling(keeper, clock, qtbot, 3)
    assert len(backups_in(keeper.folder)) == 2


def test_closing_tries_only_the_copy_again(keeper, qtbot, tmp_path, clock):
    (tmp_path / "file").touch()
    remembered.remember(backup_places.SECOND, str(tmp_path / "file" / "stick"))
    clock.forward(days=4000)
    dialog = ClosingBackup(keeper)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: not dialog.again.isHidden() and not jobs.running())
    remembered.remember(backup_places.SECOND, str(tmp_path / "stick"))
    press(dialog.again)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert (len(backups_in(keeper.folder)), len(backups_in(tmp_path / "stick"))) == (1, 1)


def test_backups_beside_the_file_are_listed_with_those_of_the_chosen_folder(keeper, opened, qtbot, clock, tmp_path):
    beside = made(opened, Reason.IMPORT)  # as the terminal does
    remembered.remember(backup_places.FOLDER, str(tmp_path / "stick"))
    clock.forward(hours=1)
    chosen = backups.back_up(opened, keeper.folder, Reason.BY_HAND)
    keeper.look()
    qtbot.waitUntil(lambda: len(keeper.backups) == 2)
    assert [backup.path for backup in keeper.backups] == [chosen.path, beside.path]


def test_books_with_findings_make_the_light_red(keeper, opened, qtbot, monkeypatch):
    from jxc_desktop.queries import backups as seen
    from jxc_desktop.queries.findings import Finding

    monkeypatch.setattr(seen, "broken_rules", lambda *_more, **_words: [Finding("not_ours")])
    keeper.back_up(Reason.BY_HAND)
    qtbot.waitUntil(lambda: not keeper.is_running)
    assert keeper.light().role == "light-red"
    assert "the books have findings" in keeper.failure


def test_closing_backs_up_and_goes_by_itself(keeper, opened, qtbot):
    dialog = ClosingBackup(keeper)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert backups_in(keeper.folder)[0].note.reason == Reason.CLOSE


def test_closing_stays_when_the_backup_failed(keeper, opened, qtbot, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(backups, "back_up", lambda *_more, **_words: (_ for _ in ()).throw(backups.BackupFailed("no stick")))
        dialog = ClosingBackup(keeper)
        qtbot.addWidget(dialog)
        dialog.open()
        qtbot.waitUntil(lambda: not dialog.again.isHidden())
        assert "no stick" in dialog.text.text()
    press(dialog.again)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert keeper.failure == ""


def test_an_unchanged_shop_needs_no_other_backup(keeper, opened, qtbot):
    keeper.back_up(Reason.BY_HAND)
    qtbot.waitUntil(lambda: keeper.last is not None)
    keeper.shop.clock.forward(days=400)  # the note is dated by the shop's clock, the file by the computer's
    keeper.back_up(Reason.BY_HAND)
    qtbot.waitUntil(lambda: len(keeper.backups) >= 1 and not keeper.is_running)
    qtbot.waitUntil(lambda: keeper.last.made_at > HERE + timedelta(days=399))
    assert not keeper.is_needed()
    sell(opened)
    assert keeper.is_needed()


# Two shops of one name, and one folder for their backups


@pytest.fixture
def neighbour(tmp_path, clock):
    """Another shop whose file has the same name; both keep their backups in one folder."""
    remembered.remember(backup_places.FOLDER, str(tmp_path / "stick"))
    (tmp_path / "next door").mkdir()
    shop = open_shop(empty_shop_file(tmp_path / "next door" / "shop.jxc"), program="test", clock=clock)
    with shop.work() as work:
        change_settings(work, shop_name="隔壁小店")
    sell(shop, 3)
    yield shop
    jobs.stop_all()
    shop.close()


def test_a_shop_never_backed_up_does_not_shine_with_another_ones_backup(keeper, neighbour, opened, qtbot):
    backups.back_up(neighbour, keeper.folder, Reason.BY_HAND)
    keeper.look()
    qtbot.waitUntil(lambda: keeper.is_read)
    assert (keeper.light().text, keeper.backups) == ("No backup yet", ())
    assert keeper.is_needed()


def test_the_failure_of_one_shop_is_not_anothers(keeper, neighbour, qtbot, monkeypatch):
    monkeypatch.setattr(backups, "back_up", lambda *_more, **_words: (_ for _ in ()).throw(backups.BackupFailed("no stick")))
    keeper.back_up(Reason.BY_HAND)
    qtbot.waitUntil(lambda: not keeper.is_running)
    other = BackupKeeper(neighbour, QApplication.instance())
    assert "no stick" in keeper.failure
    assert other.failure == ""
    other.end()


def recovering(qtbot, path, error):
    screen = Recovery(path, error, "test")
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitUntil(screen.bar.isHidden)
    return screen


def test_a_damaged_shop_is_offered_its_own_backup_and_the_others_by_name(keeper, neighbour, opened, qtbot, clock):
    ours = backups.back_up(opened, keeper.folder, Reason.BY_HAND)
    clock.forward(hours=1)
    backups.back_up(neighbour, keeper.folder, Reason.BY_HAND)
    opened.close()
    opened.path.write_bytes(bytes(5000))  # it can't say whose it is, this computer knows
    screen = recovering(qtbot, opened.path, NotAShopFile(opened.path))
    assert screen.best == ours.path
    assert screen.backup.text().startswith("My shop, backup of")
    assert screen.other_list.count() == 1
    assert "隔壁小店" in screen.other_list.item(0).text()
    screen.other_list.setCurrentRow(0)
    screen.on_other()
    dialog = screen.dialog
    assert isinstance(dialog, RestoreDialog)
    qtbot.waitUntil(dialog.restore.isEnabled)
    assert "隔壁小店" in dialog.what.text()
    dialog.reject()


def test_without_a_backup_of_its_own_a_shop_is_offered_none_of_another(keeper, neighbour, opened, qtbot):
    backups.back_up(neighbour, keeper.folder, Reason.BY_HAND)
    opened.close()
    opened.path.write_bytes(b"")
    screen = recovering(qtbot, opened.path, FileDamaged("0 bytes"))
    assert screen.best is None
    assert not screen.restore.isEnabled()
    assert screen.other_list.count() == 1


def test_where_nobody_knows_whose_a_file_was_its_name_and_folder_tell(neighbour, opened, qtbot, clock, tmp_path):
    ours = made(opened)  # beside the file
    clock.forward(hours=1)
    backups.back_up(neighbour, tmp_path / "stick", Reason.BY_HAND)
    opened.close()
    opened.path.write_bytes(b"")
    screen = recovering(qtbot, opened.path, FileDamaged("0 bytes"))
    assert screen.best == ours.path
    assert "隔壁小店" in screen.other_list.item(0).text()


# The section


@pytest.fixture
def form(opened, qtbot):
    made_form = BackupForm(opened)
    qtbot.addWidget(made_form)
    made_form.resize(760, 560)
    made_form.show()
    qtbot.waitExposed(made_form)
    qtbot.waitUntil(lambda: made_form.keeper.is_read)
    yield made_form
    jobs.stop_all()
    made_form.keeper.end()


def test_back_up_now_and_the_list(form, qtbot):
    press(form.now)
    qtbot.waitUntil(lambda: len(form.model.rows()) == 1)
    row = form.view.current_row()
    assert (row.documents, row.reason, row.checked) == (2, "By hand", "✓ with every document")


def test_backups_of_one_minute_are_told_apart(form, qtbot, clock):
    press(form.now)
    qtbot.waitUntil(lambda: len(form.model.rows()) == 1)
    clock.forward(seconds=20)
    press(form.now)
    qtbot.waitUntil(lambda: len(form.model.rows()) == 2)
    assert [row.made[-8:] for row in form.model.rows()] == ["10:00:20", "10:00:00"]


def test_three_presses_from_the_section_restore(form, opened, qtbot, clock):
    press(form.now)
    qtbot.waitUntil(lambda: len(form.model.rows()) == 1)
    clock.forward(minutes=42)
    sell(opened, 2)
    press(form.restore)
    qtbot.waitUntil(lambda: form.dialog is not None and form.dialog.restore.isEnabled())
    assert form.dialog.lost.text() == "2 sales fewer, the latest 10:42; 1 product fewer"
    with qtbot.waitSignal(form.keeper.restore_asked):
        press(form.dialog.restore)
    assert form.keeper.to_restore == (backups_in(form.keeper.folder)[0].path, False)


def test_the_recovery_card_is_saved(form, qtbot, tmp_path):
    form.save_card(tmp_path / "card.pdf")
    qtbot.waitUntil((tmp_path / "card.pdf").exists)
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")


def test_a_no_restores_nothing(form, qtbot):
    press(form.now)
    qtbot.waitUntil(lambda: len(form.model.rows()) == 1)
    press(form.restore)
    qtbot.waitUntil(form.dialog.restore.isEnabled)
    QTest.keyClick(form.dialog, Qt.Key.Key_Escape)
    assert form.keeper.to_restore is None


def test_without_the_rights_the_buttons_are_grey(form, opened):
    opened.actor = Actor(1, "a", frozenset())
    form.fill()
    assert not any(button.isEnabled() for button in (form.now, form.restore, form.other))


def test_a_backup_of_another_shop_is_asked_about_by_name(qtbot, opened, tmp_path):
    other = open_shop(empty_shop_file(tmp_path / "other.jxc"), program="test", clock=TestClock())
    sell(other)
    backup = backups.back_up(other, tmp_path / "theirs", Reason.BY_HAND)
    other.close()
    dialog = RestoreDialog(backup.path, opened.path, HERE)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.preview is not None)
    assert not dialog.restore.isEnabled()
    assert "another shop" in dialog.lost.text()
    press(dialog.other)
    assert dialog.restore.isEnabled()
    assert dialog.may_be_other


def test_enter_never_restores_by_itself(qtbot, opened):
    dialog = RestoreDialog(made(opened).path, opened.path, HERE)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.open()
    qtbot.waitUntil(lambda: dialog.preview is not None)
    assert dialog.cancel.hasFocus()
    qtbot.keyClick(dialog.cancel, Qt.Key.Key_Return)
    assert (dialog.isVisible(), dialog.result()) == (False, QDialog.DialogCode.Rejected)


def test_however_much_would_be_lost_all_of_it_is_read(qtbot, opened):
    dialog = RestoreDialog(made(opened).path, opened.path, HERE)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.preview is not None)
    preview = dialog.preview
    assert preview is not None
    everything = Difference(
        sales=1234,
        documents=1300,
        products=12,
        price_changes=399,
        customers=25,
        past_sale_lines=3108,
        carts=2,
        drafts=3,
        settings=("shop_name", "shop_address", "shop_phone", "currency"),
        log_entries=76,
        latest=HERE,
        more_documents=7,
    )
    dialog.on_checked(replace(preview, difference=everything))
    QApplication.processEvents()
    assert "3108 lines of imported history fewer" in dialog.lost.text()
    assert_not_clipped(dialog)


def test_what_is_no_backup_is_refused_in_the_dialog(qtbot, opened, tmp_path):
    (tmp_path / "x.jxc").write_text("no backup")
    dialog = RestoreDialog(tmp_path / "x.jxc", opened.path, HERE)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: "not a shop file" in dialog.lost.text())
    assert not dialog.restore.isEnabled()


# The window


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_light_is_in_sight_and_leads_to_the_backups(qtbot, opened, qapp, language):
    i18n.use_language(language)
    window = program.make_window(qapp, opened)
    window.resize(1024, 768)
    window.show()
    qtbot.waitUntil(lambda: window.light is not None and keeper_for(opened).is_read)
    assert window.light is not None
    assert window.light.isVisible()
    bar = window.light.parentWidget()
    assert bar is not None
    assert_not_clipped(bar)
    QTest.mouseClick(window.light, Qt.MouseButton.LeftButton)
    page = window.page
    assert isinstance(page, SettingsPage)
    section = page.section(page.list.currentRow())
    assert isinstance(section, BackupForm)
    assert_accessible(page)
    assert_not_clipped(section)
    window.close()
    program._put_away(window)
    keeper_for(opened).end()


def asked_for(qtbot, qapp, shop, backup):
    """What the window hands on when it was asked to restore a backup, and closed."""

    def ask():
        window = next(each for each in qapp.topLevelWidgets() if isinstance(each, MainWindow) and each.isVisible())
        qtbot.waitUntil(lambda: window.light is not None)
        keeper_for(shop).ask_restore(backup.path, may_be_other=False)

    QTimer.singleShot(0, ask)
    QTimer.singleShot(LONGEST_MS, qapp, qapp.quit)  # a test that fails must end
    return program.run(qapp, shop)[1]


def test_the_window_closes_restores_and_opens_again(qtbot, opened, qapp, tmp_path):
    remembered.remember(backup_places.FOLDER, str(tmp_path / "stick"))
    backup = made(opened)
    sell(opened, 2)
    asked = asked_for(qtbot, qapp, opened, backup)
    assert asked == (backup.path, False)
    said = program._restored(opened.path, *asked)
    assert "kept as" in said
    shop = program._open(opened.path)
    assert isinstance(shop, OpenShop)
    with shop.read() as view:
        assert view.connection.exec_driver_sql("SELECT number FROM head WHERE name = 'seq'").scalar_one() == 2
    shop.close()
    assert Reason.RESTORE in {each.note.reason for each in backups_in(tmp_path / "stick")}
    kept = next(opened.path.parent.glob("before-restore-*.jxc"))
    with files.snapshot(kept, is_closed=True) as copy:
        assert copy.exec_driver_sql("SELECT COUNT(*) FROM audit_entry WHERE action = 'restore_backup'").scalar_one() == 1


def test_closing_the_window_makes_a_backup(opened, qapp, qtbot):
    def close():
        next(each for each in qapp.topLevelWidgets() if isinstance(each, MainWindow) and each.isVisible()).close()

    QTimer.singleShot(0, close)
    QTimer.singleShot(LONGEST_MS, qapp, qapp.quit)
    assert program.run(qapp, opened)[1] is None
    assert backups_in(paths.backup_folder(opened.path))[0].note.reason == Reason.CLOSE


@pytest.fixture
def unwritable(opened):
    """A shop file that opens and can be looked at, but its log is damaged: nothing more can be entered."""
    backup = made(opened)
    opened.close()
    connection = driver().connect(str(opened.path), isolation_level=None)
    root, size = connection.execute(
        "SELECT rootpage, (SELECT * FROM pragma_page_size) FROM sqlite_master WHERE name = 'audit_entry'"
    ).fetchone()
    connection.close()
    content = bytearray(opened.path.read_bytes())
    content[(root - 1) * size : root * size] = b"\xff" * size
    opened.path.write_bytes(content)
    shop = open_shop(opened.path, program="test")
    yield shop, backup
    jobs.stop_all()
    shop.close()


def test_a_damaged_file_that_still_opens_is_restored_from_the_window(unwritable):
    shop, backup = unwritable
    with pytest.raises(FileDamaged):
        sell(shop)
    keeper = keeper_for(shop)
    keeper.ask_restore(backup.path, may_be_other=False)
    asked = keeper.to_restore
    assert asked == (backup.path, False)
    keeper.end()
    shop.close()
    assert "kept as" in program._restored(shop.path, *asked)
    again = open_shop(shop.path, program="test")
    sell(again)
    again.close()


def test_who_may_not_restore_may_not_restore_a_damaged_file_either(unwritable):
    shop, backup = unwritable
    shop.actor = Actor(1, "a", frozenset())
    with pytest.raises(NotAllowed):
        keeper_for(shop).ask_restore(backup.path, may_be_other=False)
    keeper_for(shop).end()


def test_the_box_about_a_damaged_file_leads_to_the_backups(qtbot, opened, qapp):
    window = program.make_window(qapp, opened)
    window.show()
    qtbot.waitUntil(lambda: window.light is not None)
    trouble.report(FileDamaged("malformed"))
    qtbot.waitUntil(lambda: trouble._desk().box is not None)
    box = trouble._desk().box
    assert box is not None
    press(next(button for button in box.buttons() if button.text() == "Go to the backups"))
    qtbot.waitUntil(lambda: trouble._desk().box is None)
    assert isinstance(window.page, SettingsPage)
    assert isinstance(window.page.section(window.page.list.currentRow()), BackupForm)
    window.close()
    program._put_away(window)
    keeper_for(opened).end()


# The recovery screen

BROKEN = {
    "half": (lambda sound: sound[: len(sound) // 2], FileDamaged),
    "nothing": (lambda sound: b"", FileDamaged),
    "zeros": (lambda sound: bytes(len(sound)), NotAShopFile),
    "another program's": (lambda sound: sound[:68] + b"abcd" + sound[72:], NotAShopFile),
}


def broken(opened, how):
    """The shop file after two backups and an accident, and what opening it says."""
    first, last = made(opened), None
    sell(opened)
    last = made(opened)
    opened.close()
    spoil, problem = BROKEN[how]
    opened.path.write_bytes(spoil(opened.path.read_bytes()))
    with pytest.raises(problem) as refused:
        open_shop(opened.path, program="test")
    return first, last, refused.value


@pytest.mark.parametrize("how", BROKEN)
def test_a_damaged_file_leads_to_its_last_good_backup(qtbot, opened, how):
    _first, last, error = broken(opened, how)
    content = opened.path.read_bytes()
    screen = Recovery(opened.path, error, "test")
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitUntil(screen.restore.isEnabled)
    assert screen.best == last.path
    assert "4 documents" in screen.backup.text()
    assert "can't be read" in screen.lost.text()
    assert opened.path.read_bytes() == content
    press(screen.restore)
    qtbot.waitUntil(lambda: not screen.isVisible())
    shop = open_shop(screen.path, program="test")
    shop.close()
    assert next(opened.path.parent.glob("before-restore-*.jxc")).read_bytes() == content


def test_a_spoilt_backup_is_passed_over(qtbot, opened):
    first, last, error = broken(opened, "half")
    last.path.write_bytes(last.path.read_bytes()[:-4096])
    screen = Recovery(opened.path, error, "test")
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitUntil(screen.restore.isEnabled)
    assert screen.best == first.path


def test_without_a_backup_the_other_ways_are_left(qtbot, opened):
    first, last, error = broken(opened, "half")
    for backup in (first, last):
        note_path(backup.path).unlink()
    screen = Recovery(opened.path, error, "test")
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitUntil(lambda: "No good backup" in screen.backup.text())
    assert not screen.restore.isEnabled()
    assert screen.begin.isHidden()
    press(screen.quit)
    assert screen.result() == 0


def test_a_file_that_is_gone_is_not_replaced_by_an_empty_one_unasked(qtbot, opened):
    backup = made(opened)
    opened.close()
    opened.path.unlink()
    with pytest.raises(ShopFileGone) as gone:
        open_shop(opened.path, program="test")
    assert not opened.path.exists()
    screen = Recovery(opened.path, gone.value, "test")
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitUntil(screen.restore.isEnabled)
    assert screen.best == backup.path
    press(screen.begin)
    assert (screen.result(), screen.is_new, opened.path.exists()) == (1, True, False)
    open_shop(opened.path, program="test", anew=True).close()


@pytest.mark.parametrize("key", [backup_places.FOLDER, backup_places.SECOND])
def test_a_file_that_is_gone_is_missed_wherever_its_backups_are(opened, tmp_path, key, capsys):
    remembered.remember(key, str(tmp_path / "stick"))
    backups.back_up(opened, tmp_path / "stick", Reason.BY_HAND)
    opened.close()
    opened.path.unlink()
    assert program._open(opened.path) == 1  # offscreen there is no recovery screen
    assert "backups of it are" in capsys.readouterr().err
    assert not opened.path.exists()


def test_the_backups_of_a_longer_name_are_not_this_shops(opened, tmp_path):
    made(opened).path.rename(tmp_path / "backups" / "shop-2-20261122-100000.jxc")
    opened.close()
    opened.path.unlink()
    open_shop(opened.path, program="test").close()


def test_a_restore_that_fails_says_so_and_waits(qtbot, opened, tmp_path):
    opened.close()
    (tmp_path / "x.jxc").write_text("no backup")
    wait = Restoring(tmp_path / "x.jxc", opened.path, "test", may_be_other=False)
    qtbot.addWidget(wait)
    wait.open()
    qtbot.waitUntil(lambda: isinstance(wait.outcome, NotAShopFile))
    assert wait.isVisible()
    press(wait.findChildren(QPushButton)[-1])
    assert not wait.isVisible()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_dialogs_can_be_reached_and_read(qtbot, opened, language):
    i18n.use_language(language)
    _first, last, error = broken(opened, "half")
    screen = Recovery(opened.path, error, "test")
    dialog = RestoreDialog(last.path, opened.path, HERE)
    for shown in (screen, dialog):
        qtbot.addWidget(shown)
        shown.show()
        qtbot.waitUntil(shown.restore.isEnabled)
        assert_accessible(shown)
        assert_not_clipped(shown)


def test_the_folder_is_beside_the_shop_file_unless_chosen(opened, tmp_path):
    assert backup_places.folder_for(opened.path) == tmp_path / "backups"
    remembered.remember(backup_places.FOLDER, str(tmp_path / "elsewhere"))
    assert backup_places.folder_for(opened.path) == Path(tmp_path / "elsewhere")


def test_a_light_that_is_gone_hears_no_more(qtbot, shop):
    keeper, gone = keeper_for(shop), BackupLight()
    gone.follow(keeper.light)
    keeper.changed.connect(gone.on_news)
    gone.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    with qtbot.captureExceptions() as raised:
        keeper.changed.emit()
    keeper.end()
    assert raised == []

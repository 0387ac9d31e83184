"""F48: a package for support shows all that is in it before it is saved, and holds nothing of a person's or of the shop's."""

import zipfile

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from jxc_desktop import i18n
from jxc_desktop.db.errors import FileDamaged
from jxc_desktop.db.tables import metadata
from jxc_desktop.db.tables.documents import document, draft
from jxc_desktop.operations.customers import keep_customer
from jxc_desktop.operations.drafts import hold_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.users import add_role, add_user
from jxc_desktop.queries.diagnostics import shop_facts
from jxc_desktop.ui import jobs, trouble
from jxc_desktop.ui.backup_keeper import keeper_for
from jxc_desktop.ui.settings.diagnostics import Diagnostics
from jxc_desktop.ui.settings.support_package import SupportPackage, save
from tests.builders import CASH, WECHAT, cart_of, stocked
from tests.ui.checks import assert_accessible, assert_not_clipped

PHONES = ("13812345678", "138 1234 5678", "0411-84123456")
NAMES = ("王丽", "John Smith", "小李", "Mary Ann", "红星百货", "Red Star Store", "人民路 12 号")
PAYMENT_CODE = "134567890123456789"


@pytest.fixture
def lived_in(shop, dressed):
    """A shop with a name, people, customers, sales, a held cart; and a log full of what must not leave it."""
    trouble.install()
    with shop.work() as work:
        change_settings(
            work,
            shop_name="红星百货 Red Star Store",
            shop_address="人民路 12 号",
            shop_phone="0411-84123456",
            receipt_foot="Red Star Store\n小李 13812345678",
        )
        add_user(work, "小李", add_role(work, "收银员", ()))
        add_user(work, "Mary Ann", 1)
        keep_customer(work, "王丽", "13812345678")
        keep_customer(work, "John Smith", "")
    goods = stocked(shop, quantity=10)
    for tender in (CASH, WECHAT):
        with shop.work() as work:
            complete_sale(work, cart_of(goods), [tender], print_receipt=False)
    with shop.work() as work:
        hold_sale(work, cart_of(goods), "John Smith")
    for text in (*PHONES, *NAMES, PAYMENT_CODE, *keys_of(shop)):
        trouble._written.clear()
        trouble._write_down(KeyError(f"no such row: {text} ({text.upper()})"))
        trouble.log.info("as it stands: %s", text)
    yield shop
    trouble.uninstall()


def keys_of(shop):
    with shop.read() as view:
        keys = [*view.connection.execute(select(document.c.key)).scalars(), *view.connection.execute(select(draft.c.key)).scalars()]
        hashes = view.connection.execute(select(document.c.hash)).scalars().all()
    return [shop.id, *keys, *hashes]


@pytest.fixture
def page(qtbot, lived_in):
    made = Diagnostics(lived_in)
    qtbot.addWidget(made)
    made.resize(760, 560)
    made.show()
    yield made
    jobs.stop_all()
    keeper_for(lived_in).end()


def gathered(qtbot, page):
    page.package.click()
    qtbot.waitUntil(lambda: page.dialog is not None)
    dialog = page.dialog
    assert isinstance(dialog, SupportPackage)
    qtbot.addWidget(dialog)
    qtbot.waitExposed(dialog)
    return dialog


def test_nothing_of_a_person_or_of_the_shop_is_in_the_whole_package(qtbot, page, lived_in, tmp_path):
    dialog = gathered(qtbot, page)
    target = tmp_path / "support.zip"
    dialog.save(target)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    with zipfile.ZipFile(target) as package:
        everything = {name: package.read(name).decode() for name in package.namelist()}
    assert list(everything) == ["program.txt", "counts.txt", "settings.txt", "log.txt"]
    secrets = [*PHONES, *NAMES, PAYMENT_CODE, *keys_of(lived_in), "可乐", str(lived_in.path), str(tmp_path)]
    for name, text in everything.items():
        assert [secret for secret in secrets if secret.casefold() in text.casefold()] == [], name
        assert [phone for phone in PHONES if phone.replace(" ", "").replace("-", "") in text] == [], name
    assert everything["log.txt"].count("no such row") == len([*PHONES, *NAMES, PAYMENT_CODE, *keys_of(lived_in)])
    assert "SQLite 3.5" in everything["program.txt"]
    assert "customer: 2" in everything["counts.txt"]
    assert "Left out: Shop name, Address, Telephone" in everything["settings.txt"]


def test_what_is_saved_was_shown_before(qtbot, page, tmp_path):
    dialog = gathered(qtbot, page)
    shown = {}
    for row, part in enumerate(dialog.parts):
        dialog.list.setCurrentRow(row)
        shown[part.name] = dialog.text.toPlainText()
    assert list(tmp_path.glob("*.zip")) == []
    save(dialog.parts, tmp_path / "s.zip")
    with zipfile.ZipFile(tmp_path / "s.zip") as package:
        assert {name: package.read(name).decode().removesuffix("\n") for name in package.namelist()} == shown


def test_a_no_saves_nothing(qtbot, page, tmp_path):
    dialog = gathered(qtbot, page)
    dialog.cancel.click()
    assert not dialog.isVisible()
    assert list(tmp_path.glob("*.zip")) == []


def test_a_folder_that_cannot_be_written_is_said_and_the_package_stays(qtbot, page, tmp_path):
    dialog = gathered(qtbot, page)
    dialog.save(tmp_path / "nowhere" / "support.zip")
    qtbot.waitUntil(dialog.save_button.isEnabled)
    assert dialog.isVisible()


def test_a_damaged_shop_has_its_package_too(qtbot, page, monkeypatch):
    def damaged():
        raise FileDamaged("malformed")

    monkeypatch.setattr(page.shop, "read", damaged)
    dialog = gathered(qtbot, page)
    assert "damaged" in dialog.parts[1].text
    assert "no such row" in dialog.parts[3].text


def test_every_table_is_counted_and_every_choice_is_shown_or_left_out(shop):
    with shop.read() as view:
        facts = shop_facts(view)
    assert {name for name, _count in facts.counts} == set(metadata.tables)
    free_texts = {"shop_name", "shop_address", "shop_phone", "receipt_head", "receipt_foot"}
    assert set(facts.left_out) == free_texts


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_dialog_can_be_reached_and_read(qtbot, lived_in, language):
    i18n.use_language(language)
    page = Diagnostics(lived_in)
    qtbot.addWidget(page)
    dialog = gathered(qtbot, page)
    QApplication.processEvents()
    assert_accessible(dialog)
    assert_not_clipped(dialog)
    dialog.reject()
    keeper_for(lived_in).end()

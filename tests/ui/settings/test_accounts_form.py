"""Accounts in the settings."""

import pytest

from jxc_desktop import i18n
from jxc_desktop.domain.accounts import AccountKind
from jxc_desktop.queries.accounts import accounts, accounts_of_methods
from jxc_desktop.ui.settings.accounts_form import AccountsForm
from tests.ui.checks import assert_accessible, assert_not_clipped


@pytest.fixture
def form(qtbot, shop):
    made = AccountsForm(shop)
    qtbot.addWidget(made)
    made.resize(760, 640)
    made.show()
    return made


def test_an_account_is_added_renamed_and_switched(form, shop):
    form.kind.setCurrentIndex(form.kind.findData("bank"))
    form.add("工商银行")
    assert (form.chosen.name, form.chosen.kind) == ("工商银行", AccountKind.BANK)
    form.rename("建设银行")
    form.on_switch()
    assert (form.chosen.name, form.chosen.is_active) == ("建设银行", False)
    assert "off" in form.list.item(5).text()
    with shop.read() as view:
        assert "建设银行" not in [each.name for each in accounts(view)]


def test_a_way_of_paying_names_its_account(form, shop):
    box = form.boxes[3]
    assert box.currentText() == "Alipay"
    box.setCurrentIndex(box.findData(4))
    box.activated.emit(box.currentIndex())
    with shop.read() as view:
        assert accounts_of_methods(view)[3] == 4


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_can_be_read_and_heard(qtbot, shop, language):
    i18n.use_language(language)
    made = AccountsForm(shop)
    qtbot.addWidget(made)
    made.resize(700, 640)
    made.show()
    assert_accessible(made)
    assert_not_clipped(made)

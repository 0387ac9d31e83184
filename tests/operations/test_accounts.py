"""The list of accounts is the shop's, and so is which of them a way of paying names."""

import pytest

from jxc_desktop.domain.accounts import AccountKind
from jxc_desktop.domain.errors import NameTaken, NotFound
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations import accounts as op
from jxc_desktop.operations.supplier_payments import pay_supplier
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.accounts import accounts, accounts_of_methods


def do(shop, operation, *args, **more):
    with shop.work() as work:
        return operation(work, *args, **more)


def names(shop, **more):
    with shop.read() as view:
        return [each.name for each in accounts(view, **more)]


def test_one_more_account_pays(shop):
    made = do(shop, op.add_account, " 花呗 ", AccountKind.WALLET)
    supplier = do(shop, add_supplier, SupplierFields("老王批发"))
    assert do(shop, pay_supplier, supplier, [(made, 5_0000)], key="k").total == 5_0000
    assert names(shop)[-1] == "花呗"


def test_an_account_that_is_off_pays_nothing_and_comes_back(shop):
    do(shop, op.switch_account, 5, is_active=False)
    assert "Money of the owner" not in names(shop)
    assert "Money of the owner" in names(shop, with_inactive=True)
    supplier = do(shop, add_supplier, SupplierFields("老王批发"))
    with pytest.raises(NotFound):
        do(shop, pay_supplier, supplier, [(5, 5_0000)], key="k")
    with pytest.raises(NotFound):
        do(shop, op.name_account, 1, 5)
    do(shop, op.switch_account, 5, is_active=True)
    assert "Money of the owner" in names(shop)


def test_one_that_a_way_of_paying_names_stays_on(shop):
    with pytest.raises(op.AccountNeeded) as refused:
        do(shop, op.switch_account, 2, is_active=False)
    assert "WeChat" in refused.value.sentence()
    do(shop, op.name_account, 2, None)
    do(shop, op.switch_account, 2, is_active=False)


def test_the_last_one_stays_on(shop):
    for method in (1, 2, 3, 4):
        do(shop, op.name_account, method, None)
    for account in (2, 3, 4, 5):
        do(shop, op.switch_account, account, is_active=False)
    with pytest.raises(op.AccountNeeded):
        do(shop, op.switch_account, 1, is_active=False)


def test_a_way_of_paying_brings_its_money_elsewhere(shop):
    do(shop, op.name_account, 3, 4)
    with shop.read() as view:
        assert accounts_of_methods(view) == {1: 1, 2: 2, 3: 4, 4: 4}


@pytest.mark.parametrize("name", ["", "  ", "WeChat"])
def test_a_name_is_needed_and_its_own(shop, name):
    with pytest.raises(NameTaken):
        do(shop, op.add_account, name, AccountKind.BANK)
    with pytest.raises(NameTaken):
        do(shop, op.rename_account, 1, name)


def test_a_name_is_chosen(shop):
    do(shop, op.rename_account, 4, "工商银行")
    assert names(shop)[3] == "工商银行"
    for operation, more in ((op.rename_account, ("x",)), (op.switch_account, ())):
        with pytest.raises(NotFound):
            do(shop, operation, 99, *more, **({} if more else {"is_active": True}))

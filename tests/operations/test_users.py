"""People and roles: made, changed, let go; an owner always stays."""

import pytest

from jxc_desktop.domain.errors import NameTaken, NotAllowed, NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations import users as op
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.people import people, roles


def do(shop, operation, *args, **more):
    with shop.work() as work:
        return operation(work, *args, **more)


def look(shop, query, **more):
    with shop.read() as view:
        return query(view, **more)


def test_the_first_role_holds_every_right(shop):
    owner = look(shop, roles)[0]
    assert (owner.name, owner.permissions) == ("Owner", frozenset(Permission))
    assert [(person.name, person.role) for person in look(shop, people)] == [("Owner", "Owner")]


def test_a_cashier_may_what_the_role_may(shop):
    role = do(shop, op.add_role, "收银员", {Permission.SELL})
    user = do(shop, op.add_user, "小王", role)
    shop.sign_in(user)
    assert (shop.actor.name, shop.actor.permissions) == ("小王", frozenset({Permission.SELL}))
    with pytest.raises(NotAllowed):
        do(shop, op.add_user, "小李", role)


def test_a_role_gets_exactly_the_rights_it_is_given(shop):
    role = do(shop, op.add_role, "店长", {Permission.SELL, Permission.SEE_COST})
    do(shop, op.change_role, role, {Permission.SELL, Permission.REPRINT})
    assert look(shop, roles)[1].permissions == {Permission.SELL, Permission.REPRINT}


def test_who_left_is_no_longer_shown_and_can_not_sign_in(shop):
    user = do(shop, op.add_user, "小王", 1)
    do(shop, op.change_user, user, role_id=1, is_active=False)
    assert [person.name for person in look(shop, people)] == ["Owner"]
    assert len(look(shop, people, with_inactive=True)) == 2
    with pytest.raises(NotFound):
        shop.sign_in(user)


def test_an_owner_stays(shop):
    role = do(shop, op.add_role, "收银员", ())
    for change in ({"role_id": 1, "is_active": False}, {"role_id": role}):
        with pytest.raises(op.OwnerKeepsRights):
            do(shop, op.change_user, 1, **change)
    with pytest.raises(op.OwnerKeepsRights):
        do(shop, op.change_role, 1, ())
    do(shop, op.add_user, "老板娘", 1)
    do(shop, op.change_user, 1, role_id=role)


def test_names_are_needed_and_their_own(shop):
    for name in ("", "Owner"):
        with pytest.raises(NameTaken):
            do(shop, op.add_user, name, 1)
        with pytest.raises(NameTaken):
            do(shop, op.add_role, name, ())


def test_what_is_not_there(shop):
    for operation, args in ((op.add_user, ("小王", 9)), (op.change_role, (9, ()))):
        with pytest.raises(NotFound):
            do(shop, operation, *args)
    with pytest.raises(NotFound):
        do(shop, op.change_user, 9, role_id=1)


def test_the_shop_opens_for_the_owner_who_stayed(shop):
    do(shop, op.add_user, "小李", do(shop, op.add_role, "收银", {Permission.SELL}))
    do(shop, op.add_user, "老王", op.OWNER_ROLE)
    do(shop, op.change_user, 1, role_id=op.OWNER_ROLE, is_active=False)
    assert Shop(shop.database).actor.name == "老王"

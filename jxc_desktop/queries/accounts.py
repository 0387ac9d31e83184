"""The accounts in which the shop's money lies, in the shop's order; and which one a way of paying names."""

from sqlalchemy import select

from jxc_desktop.db.tables import parties as t
from jxc_desktop.db.tables import sales
from jxc_desktop.domain.accounts import Account, AccountKind
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.view import View

FIRST_NAMES = frozenset({N_("Cash drawer"), N_("WeChat"), N_("Alipay"), N_("Bank account"), N_("Money of the owner")})
_ACCOUNTS = select(t.account).order_by(t.account.c.position, t.account.c.id)
_OF_METHODS = select(sales.payment_method.c.id, sales.payment_method.c.account_id)


def shown_name(name: str) -> str:
    """The names a new shop begins with are shown in the user's language; a name the shop chose is shown as it is."""
    return _(name) if name in FIRST_NAMES else name


def accounts(view: View, *, with_inactive: bool = False) -> tuple[Account, ...]:
    """The accounts that are on, or all."""
    return tuple(
        Account(row.id, row.code, shown_name(row.name), AccountKind(row.kind), bool(row.is_active))
        for row in view.connection.execute(_ACCOUNTS)
        if row.is_active or with_inactive
    )


def accounts_of_methods(view: View) -> dict[int, int | None]:
    """Way of paying to account."""
    return {row.id: row.account_id for row in view.connection.execute(_OF_METHODS)}

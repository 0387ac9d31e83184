"""The ways of paying, in the shop's order."""

from sqlalchemy import select

from jxc_desktop.db.tables import sales
from jxc_desktop.domain.payments import ELSEWHERE, Method, MethodKind
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.view import View

_m = sales.payment_method
_METHODS = select(_m).order_by(_m.c.position, _m.c.id)

FIRST_NAMES = frozenset({N_("Cash"), N_("WeChat"), N_("Alipay"), N_("Bank card")})


def shown_name(name: str) -> str:
    """The names a new shop begins with are shown in the user's language; a name the shop chose is shown as it is."""
    return _(name) if name in FIRST_NAMES else name


def payment_methods(view: View, *, with_inactive: bool = False) -> tuple[Method, ...]:
    """The ways of paying in the shop's order. Their digits count the active ones at the counter, 1 to 9."""
    found = []
    digit = 0
    for row in view.connection.execute(_METHODS):
        at_counter = row.position < ELSEWHERE
        has_digit = at_counter and bool(row.is_active)
        digit += has_digit
        if row.is_active or with_inactive:
            key = digit if has_digit and digit <= 9 else 0
            found.append(Method(row.id, row.code, shown_name(row.name), MethodKind(row.kind), key, bool(row.is_active), at_counter))
    return tuple(found)

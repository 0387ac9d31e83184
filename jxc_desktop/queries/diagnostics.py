"""What whoever helps may know of a shop: how much there is and how it is set up; and the names that nobody else may read."""

from dataclasses import dataclass, fields

from sqlalchemy import func, select

from jxc_desktop.db.tables import metadata
from jxc_desktop.db.tables.sales import customer, sale_customer
from jxc_desktop.db.tables.shop import user
from jxc_desktop.domain.settings import Settings, is_private
from jxc_desktop.queries.view import View

_PERSONS = select(customer.c.name, customer.c.phone).union(select(sale_customer.c.name, sale_customer.c.phone))
_PEOPLE = select(user.c.name)


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """Rows of each table; the choices by field name that hold nothing of a person's; the fields that were left out."""

    counts: tuple[tuple[str, int], ...]
    settings: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]


def shop_facts(view: View) -> ShopFacts:
    """Numbers and choices; no row of the shop."""
    names = [each.name for each in fields(Settings)]
    return ShopFacts(
        counts=tuple(
            (table.name, int(view.connection.execute(select(func.count()).select_from(table)).scalar_one()))
            for table in sorted(metadata.sorted_tables, key=lambda table: table.name)
        ),
        settings=tuple((name, str(getattr(view.settings, name))) for name in names if not is_private(name)),
        left_out=tuple(filter(is_private, names)),
    )


def names_to_hide(view: View) -> frozenset[str]:
    """What a log must not say of this shop: customers, their telephones, people who work there, the shop itself."""
    found = {text for row in view.connection.execute(_PERSONS) for text in row}
    found.update(view.connection.execute(_PEOPLE).scalars())
    for name in filter(is_private, (each.name for each in fields(Settings))):
        found.update(str(getattr(view.settings, name)).splitlines())
    return frozenset(filter(None, found))

"""Places of the shop, reasons for writing goods off and up, what a set consists of."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select

from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import shop
from jxc_desktop.db.tables import stock_documents as t
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.view import View

_FIRST_NAMES = frozenset(
    (
        *(N_("Shop floor"), N_("Expired"), N_("Broken"), N_("Lost"), N_("Own use")),
        *(N_("Tasting and samples"), N_("Given away"), N_("Other")),
    )
)


def shown_name(name: str) -> str:
    """A place or a reason in the user's language where the program named it."""
    return _(name) if name in _FIRST_NAMES else name


@dataclass(frozen=True, slots=True)
class Named:
    """A place or a reason, its name as stored."""

    id: int
    name: str

    @property
    def title(self) -> str:
        """The name as it is shown."""
        return shown_name(self.name)


@dataclass(frozen=True, slots=True)
class Component:
    """So much of a product is in one set."""

    product_id: int
    name: str
    unit: str
    quantity: int


_PLACES = select(shop.place.c.id, shop.place.c.name).order_by(shop.place.c.id)
_REASONS = (
    select(t.stock_reason.c.id, t.stock_reason.c.name)
    .where(or_(t.stock_reason.c.is_active == 1, t.stock_reason.c.id.in_(bindparam("also", expanding=True))))
    .order_by(t.stock_reason.c.position, t.stock_reason.c.id)
)
_RECIPE = (
    select(t.recipe.c.component_id, p.product.c.name, p.product.c.unit, t.recipe.c.quantity)
    .join(p.product, p.product.c.id == t.recipe.c.component_id)
    .where(t.recipe.c.product_id == bindparam("product"))
    .order_by(p.product.c.name, p.product.c.id)
)


def places(view: View) -> tuple[Named, ...]:
    """The places of the shop, the first one first."""
    return tuple(Named(*row) for row in view.connection.execute(_PLACES))


def stock_reasons(view: View, also: Collection[int] = ()) -> tuple[Named, ...]:
    """Why goods are written off or up, in the order of the list; those that are dropped only where `also` names them."""
    return tuple(Named(*row) for row in view.connection.execute(_REASONS, {"also": list(also)}))


def recipe_of(view: View, product_id: int) -> tuple[Component, ...]:
    """What one piece of a set consists of."""
    return tuple(Component(*row) for row in view.connection.execute(_RECIPE, {"product": product_id}))

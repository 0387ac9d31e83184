"""Reference lists: which there are, and what one of them says about a code that the shop does not know."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables.reference_lists import reference_list, reference_product
from jxc_desktop.domain.barcodes import normalise
from jxc_desktop.i18n import N_, ngettext
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.product_codes import same_codes
from jxc_desktop.queries.view import View


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """A list as it is shown; `count` codes stand in it."""

    name: str
    count: int
    at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class ReferenceProduct:
    """What a list says of a code. `price` in 1/10000, None where it says none."""

    code: str
    name: str
    spec: str
    unit: str
    category: str
    price: int | None
    list_name: str


COLUMNS: tuple[Column, ...] = (
    Column("name", N_("Reference list"), "text"),
    Column("count", N_("Codes"), "integer"),
    Column("at", N_("Read in"), "time"),
)

_LISTS = (
    select(reference_list.c.name, reference_list.c.count, reference_list.c.at, reference_list.c.id)
    .where(reference_list.c.state == "done")
    .order_by(reference_list.c.id.desc())
)
_LOOK_UP = (
    select(
        reference_product.c.code,
        reference_product.c.name,
        reference_product.c.spec,
        reference_product.c.unit,
        reference_product.c.category,
        reference_product.c.price,
        reference_list.c.name.label("list_name"),
    )
    .join(reference_list, reference_list.c.id == reference_product.c.list_id)
    .where(reference_product.c.code.in_(bindparam("codes", expanding=True)), reference_list.c.state == "done")
    .order_by(reference_list.c.id.desc())
    .limit(1)
)


def reference_lists(view: View) -> tuple[ReferenceList, ...]:
    """The lists that are there as a whole, the latest first."""
    return tuple(ReferenceList(*row) for row in view.connection.execute(_LISTS))


def look_up(view: View, code: str) -> ReferenceProduct | None:
    """What the latest list that knows a code says of it. Ask it only for a code that the shop does not know."""
    row = view.connection.execute(_LOOK_UP, {"codes": same_codes(normalise(code))}).first()
    return None if row is None else ReferenceProduct(*row)


def known_now(name: str, codes: int, wrong: int) -> str:
    """Say how many codes a list that was read in knows, and how many rows of its file it does not."""
    told = ngettext("{name}: {count} code is known now.", "{name}: {count} codes are known now.", codes).format(name=name, count=codes)
    if not wrong:
        return told
    left = ngettext(
        "{count} row was left out: its code or name can't be read.",
        "{count} rows were left out: their codes or names can't be read.",
        wrong,
    )
    return f"{told} {left.format(count=wrong)}"

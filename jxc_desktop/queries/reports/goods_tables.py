"""What every report on goods is made of: a table found, and the documents behind each of its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, select

from jxc_desktop.db.tables.products import barcode, category, product
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.goods_behind import Behind, category_key
from jxc_desktop.queries.view import View

Row = tuple[Any, ...]


class Days(StrEnum):
    """Which days a figure counts: those of the span, all before it, all up to its end, all there are."""

    SPAN = "span"
    BEFORE = "before"
    UP_TO = "up_to"
    EVER = "ever"


@dataclass(frozen=True, slots=True)
class Figured:
    """A report: its columns, and its rows with a key behind each.

    `behind` says by a column's key what its figures stand for, once a row's key is filled in, "" of all other columns; `days`
    which days these are, where not those of the span.
    """

    columns: tuple[Column, ...]
    rows: list[Row]
    behind: Mapping[str, Behind] = field(default_factory=dict)
    days: Mapping[str, Days] = field(default_factory=dict)


PRODUCT_COLUMNS = (
    Column("code", N_("Product code"), "code"),
    Column("barcode", N_("Barcode"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("unit", N_("Unit"), "text"),
    Column("category", N_("Category"), "text"),
)
CATEGORY_COLUMNS = (Column("category", N_("Category"), "text"),)
_code = barcode.alias("report_code")
_FIRST_CODE = select(func.min(_code.c.code)).where(_code.c.product_id == product.c.id, _code.c.pack_id == 0).scalar_subquery()
_FACTS = select(
    product.c.id,
    product.c.code,
    func.coalesce(_FIRST_CODE, ""),
    product.c.name,
    product.c.spec,
    product.c.unit,
    func.coalesce(category.c.name, ""),
    category_key,
).select_from(product.outerjoin(category, category.c.id == product.c.category_id))
_FEW = 500
_SOME_FACTS = _FACTS.where(product.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Goods:
    """A product as a report names it."""

    head: Row
    category: str
    category_id: int


def goods_of(view: View, ids: Sequence[int]) -> dict[int, Goods]:
    """Products by id: the values of PRODUCT_COLUMNS, and the category."""
    run, found = view.connection.execute, {}
    rows = run(_SOME_FACTS, {"ids": list(ids)}) if len(ids) <= _FEW else run(_FACTS)
    wanted = set(ids)
    for id_, *head, category_name, category_id in rows:
        if id_ in wanted:
            found[id_] = Goods((*head, category_name), category_name or _("No category"), category_id)
    return found


def by_category(goods: Mapping[int, Goods], rows: Mapping[int, Sequence[int]]) -> list[Row]:
    """Rows of products added up: category, the sums, the category's id; by name, the goods of none last."""
    found: dict[int, tuple[str, list[int]]] = {}
    for product_id, figures in rows.items():
        of = goods[product_id]
        name, sums = found.setdefault(of.category_id, (of.category, [0] * len(figures)))
        for place, figure in enumerate(figures):
            sums[place] += figure
        found[of.category_id] = (name, sums)
    ordered = sorted(found.items(), key=lambda item: (item[0] == 0, item[1][0]))
    return [(name, *sums, category_id) for category_id, (name, sums) in ordered]


def by_product(goods: Mapping[int, Goods], rows: Mapping[int, Sequence[Any]]) -> list[Row]:
    """Rows of products: the values of PRODUCT_COLUMNS, the figures, the product's id; by own code."""
    found = [(*goods[product_id].head, *figures, product_id) for product_id, figures in rows.items()]
    return sorted(found, key=lambda row: (len(row[0]), row[0]))

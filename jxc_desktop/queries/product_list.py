"""The list of products: a page of it, in an order, narrowed by filters; nothing is read that isn't shown.

Filters are texts by column key: a part of a text, a figure with <, >, <=, >= or =, yes or no. Besides these: `quick` (as the
counter searches), `of_category` (a whole name) and `state`, one of STATES.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, false, func, literal_column, or_, select

from jxc_desktop.db.tables.products import barcode, brand, category, pack, product, shelf_position
from jxc_desktop.db.tables.stock import stock_level, stock_value
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import BELOW_ZERO_TITLES, KIND_TITLES, Kind
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.last_counted import KEY as LAST
from jxc_desktop.queries.last_counted import LAST_COUNTED, by_days, is_not_counted, last_counted, last_counted_fits, last_counts
from jxc_desktop.queries.list_filters import QUICK, column_fits
from jxc_desktop.queries.product_columns import COLUMNS
from jxc_desktop.queries.product_rows import hides_any, is_seen
from jxc_desktop.queries.product_search import EVERY, search_ids
from jxc_desktop.queries.view import View

OF_CATEGORY, STATE = "of_category", "state"
STATES = {
    "no_price": N_("No price"),
    "unopened": N_("Stock not set up yet"),
    "below_alert": N_("Below the alert level"),
    "under_zero": N_("Below zero"),
    "not_counted": N_("Not counted for 30 days"),
    "stop_buying": N_("Stop buying"),
    "stop_selling": N_("Stop selling"),
}
LIST_COLUMNS = (*COLUMNS, LAST_COUNTED)
"""What the list shows: the fields of a sheet, and what no sheet brings in."""
_CHUNK = 500
_STOCKED = [str(kind) for kind in Kind if kind.has_stock]

_code, _pack, _shelf = barcode.alias("list_code"), pack.alias("list_pack"), shelf_position.alias("list_shelf")
_FIRST_CODE = select(func.min(_code.c.code)).where(_code.c.product_id == product.c.id, _code.c.pack_id == 0).scalar_subquery()
_ON_HAND = select(func.sum(stock_level.c.quantity)).where(stock_level.c.product_id == product.c.id).scalar_subquery()
_OPENED = select(stock_value.c.product_id).where(stock_value.c.product_id == product.c.id, stock_value.c.opened_seq > 0).exists()
_COLUMNS: dict[str, ColumnElement[Any]] = {
    **{column.name: column for column in product.columns},
    "category": func.coalesce(category.c.name, ""),
    "brand": func.coalesce(brand.c.name, ""),
    "initials": product.c.own_initials,
    "barcodes": func.coalesce(_FIRST_CODE, ""),
    "shelf": func.coalesce(select(_shelf.c.shelf).where(_shelf.c.product_id == product.c.id).limit(1).scalar_subquery(), ""),
    "stock": case((_OPENED, _ON_HAND), else_=None),
    LAST: last_counted(),
    **{
        key: select(func.min(column)).where(_pack.c.product_id == product.c.id, _pack.c.is_retired == 0).scalar_subquery()
        for key, column in (
            ("pack_name", _pack.c.name),
            ("pack_ratio", _pack.c.ratio),
            ("pack_price", _pack.c.price),
            ("pack_measured", _pack.c.is_measured),
        )
    },
    "pack_barcode": func.coalesce(
        select(func.min(_code.c.code)).where(_code.c.product_id == product.c.id, _code.c.pack_id > 0).scalar_subquery(), ""
    ),
}
_BODY = select(
    product, category.c.name.label("category"), brand.c.name.label("brand"), stock_value.c.opened_seq, _ON_HAND.label("on_hand")
).select_from(
    product.outerjoin(category, category.c.id == product.c.category_id)
    .outerjoin(brand, brand.c.id == product.c.brand_id)
    .outerjoin(stock_value, stock_value.c.product_id == product.c.id)
)


Filters = Mapping[str, str]
Row = tuple[Any, ...]


def visible_columns(view: View) -> tuple[Column, ...]:
    """The columns of the list that the actor may see."""
    return tuple(column for column in LIST_COLUMNS if column.permission is None or view.may(column.permission))


def product_list(
    view: View,
    offset: int,
    limit: int,
    *,
    order: str = "",
    is_descending: bool = False,
    filters: Filters | None = None,
    columns: Sequence[Column] = COLUMNS,
) -> list[Row]:
    """A page of the list: tuples in the order of the columns, the product's id behind them; what may not be seen is None.

    Without an order: as the quick search ranks them, else by own code as numbers.
    """
    filters = filters or {}
    return _rows(view, _page(view, offset, limit, order, filters, is_descending=is_descending), columns)


def _page(view: View, offset: int, limit: int, order: str, filters: Filters, *, is_descending: bool) -> list[int]:
    text = _quick(filters)
    if text and not order and _is_alone(filters):
        return search_ids(view, text, limit=limit, offset=offset, stopped=True)
    statement = _narrowed(view, select(product.c.id), filters, order)
    if text and not order:
        allowed = set(view.connection.execute(statement).scalars())
        found: Iterable[int] = filter(allowed.__contains__, _found(view, text))
        return list(islice(found, offset, offset + limit))
    statement = statement.order_by(*_order(order, is_descending))
    if text:
        wanted = set(_found(view, text))
        with view.connection.execute(statement) as rows:
            return list(islice(filter(wanted.__contains__, rows.scalars()), offset, offset + limit))
    return list(view.connection.execute(statement.limit(limit).offset(offset)).scalars())


def product_count(view: View, filters: Filters | None = None) -> int:
    """How many products the filters leave."""
    filters = filters or {}
    text = _quick(filters)
    if text and _is_alone(filters):
        return len(_found(view, text))
    if text:
        return len(set(_found(view, text)).intersection(view.connection.execute(_narrowed(view, select(product.c.id), filters)).scalars()))
    return int(view.connection.execute(_narrowed(view, select(func.count()), filters)).scalar_one())


def all_products(view: View, filters: Filters | None = None) -> Iterator[Row]:
    """The whole list by own code, read while the view is open: for the export."""
    ids = product_ids(view, filters)
    for start in range(0, len(ids), _CHUNK):
        yield from (row[:-1] for row in _rows(view, ids[start : start + _CHUNK], visible_columns(view)))


def product_ids(view: View, filters: Filters | None = None) -> list[int]:
    """The ids of all products that the filters leave, by own code."""
    filters = filters or {}
    statement = _narrowed(view, select(product.c.id), filters)
    ids = view.connection.execute(statement.order_by(*_order("", is_descending=False))).scalars()
    text = _quick(filters)
    return list(filter(set(_found(view, text)).__contains__, ids) if text else ids)


def _quick(filters: Filters) -> str:
    return filters.get(QUICK, "").strip()


def _is_alone(filters: Filters) -> bool:
    """Whether nothing is asked but the quick search."""
    return not any(text.strip() for key, text in filters.items() if key != QUICK)


def _found(view: View, text: str) -> list[int]:
    return search_ids(view, text, limit=EVERY, stopped=True)


def _order(key: str, is_descending: bool) -> list[ColumnElement[Any]]:
    by_code = [func.length(product.c.code), product.c.code]
    columns: list[Any] = by_code if key in ("", "code") else [_COLUMNS[key]]
    return [*(column.desc() if is_descending else column for column in columns), product.c.id]


def _source(keys: Collection[str]) -> FromClause:
    """Products, with the names that these keys need; a join that is not needed keeps the planner from the best index."""
    source: FromClause = product
    if not {"category", OF_CATEGORY}.isdisjoint(keys):
        source = source.outerjoin(category, category.c.id == product.c.category_id)
    if "brand" in keys:
        source = source.outerjoin(brand, brand.c.id == product.c.brand_id)
    return source


def _narrowed(view: View, statement: Select[Any], filters: Filters, order: str = "") -> Select[Any]:
    """The statement under all filters but the quick search."""
    statement = statement.select_from(_source({*filters, order}))
    if hides_any(view):  # otherwise an index alone answers
        statement = statement.where(is_seen())
    kinds = {column.key: column.kind for column in visible_columns(view)}
    for key, text in by_days(view, filters).items():
        if text.strip() and key in kinds:
            statement = statement.where(_fits(key, kinds[key], text.strip()))
    if filters.get(OF_CATEGORY):
        statement = statement.where(category.c.name == filters[OF_CATEGORY])
    state = filters.get(STATE, "")
    if state not in STATES:
        return statement
    if state not in states(view):
        return statement.where(false())
    return statement.where(_STATE_TESTS[state]) if state in _STATE_TESTS else statement.where(_STILL_THERE, is_not_counted(view))


def states(view: View) -> dict[str, str]:
    """The states that may be asked for, with their titles: what is in stock only by right."""
    return {key: title for key, title in STATES.items() if key not in _OF_STOCK or view.may(Permission.SEE_STOCK)}


_OF_STOCK = frozenset({"below_alert", "under_zero", "not_counted"})
# What is no longer sold and is nowhere is not counted.
_STILL_THERE = and_(product.c.kind.in_(_STOCKED), or_(product.c.stop_selling == 0, _ON_HAND != 0))
_STATE_TESTS: dict[str, ColumnElement[bool]] = {
    "no_price": and_(product.c.retail_price.is_(None), product.c.kind != str(Kind.OPEN_PRICE)),
    "unopened": and_(product.c.kind.in_(_STOCKED), ~_OPENED),
    # What is no longer bought or sold is not ordered, and what was never counted is in no alert.
    "below_alert": and_(
        product.c.order_at.is_not(None),
        product.c.kind.in_(_STOCKED),
        product.c.stop_buying == 0,
        product.c.stop_selling == 0,
        _OPENED,
        func.coalesce(_ON_HAND, 0) <= product.c.order_at,
    ),
    "under_zero": and_(product.c.kind.in_(_STOCKED), _OPENED, _ON_HAND < 0),
    "stop_buying": product.c.stop_buying == 1,
    "stop_selling": product.c.stop_selling == 1,
}


def _fits(key: str, kind: str, text: str) -> ColumnElement[bool]:
    column = _COLUMNS[key]
    if key == LAST:
        return last_counted_fits(text)
    if key == "barcodes":
        return barcode_like(text)
    if key in ("kind", "below_zero"):
        titles: dict[Any, str] = dict(KIND_TITLES) if key == "kind" else dict(BELOW_ZERO_TITLES)
        return column.in_([str(value) for value, title in titles.items() if text.casefold() in _(title).casefold()])
    return column_fits(column, kind, text)


def barcode_like(text: str) -> ColumnElement[bool]:
    """Whether a product has a barcode with this part."""
    return select(_code.c.id).where(_code.c.product_id == product.c.id, _code.c.code.icontains(text, autoescape=True)).exists()


def _rows(view: View, ids: Sequence[int], columns: Sequence[Column]) -> list[Row]:
    if not ids:
        return []
    seen = {column.key for column in visible_columns(view)}
    keys = [column.key if column.key in seen else "" for column in columns]
    codes = _codes(view, ids)
    packs = _packs(view, ids)
    counted = last_counts(view, ids) if LAST in keys else {}
    shelves = dict(_pairs(view, select(_shelf.c.product_id, _shelf.c.shelf).where(_shelf.c.product_id.in_(ids))))
    found = {}
    for row in view.connection.execute(_BODY.where(product.c.id.in_(ids))).mappings():
        product_id = row["id"]
        facts = {
            "": None,
            **row,
            "initials": row["own_initials"],
            "category": row["category"] or "",
            "brand": row["brand"] or "",
            "kind": _(KIND_TITLES[Kind(row["kind"])]),
            "below_zero": _(BELOW_ZERO_TITLES[row["below_zero"]]) if row["below_zero"] else "",
            "barcodes": ", ".join(codes.get((product_id, 0), ())),
            "shelf": shelves.get(product_id, ""),
            "stock": (row["on_hand"] or 0) if row["opened_seq"] else None,
            LAST: counted.get(product_id),
            **_pack_facts(packs.get(product_id), codes, product_id),
        }
        found[product_id] = (*(facts[key] for key in keys), product_id)
    return [found[product_id] for product_id in ids if product_id in found]


def _pairs(view: View, statement: Select[Any]) -> Iterable[tuple[Any, Any]]:
    return ((row[0], row[1]) for row in view.connection.execute(statement))


def _codes(view: View, ids: Sequence[int]) -> dict[tuple[int, int], list[str]]:
    statement = select(barcode.c.product_id, barcode.c.pack_id, barcode.c.code).where(barcode.c.product_id.in_(ids))
    codes: dict[tuple[int, int], list[str]] = {}
    for product_id, pack_id, code in view.connection.execute(statement.order_by(barcode.c.position, barcode.c.id)):
        codes.setdefault((product_id, pack_id), []).append(code)
    return codes


def _packs(view: View, ids: Sequence[int]) -> dict[int, Any]:
    """The smallest pack of each product: the one that a sheet has."""
    statement = select(pack).where(pack.c.product_id.in_(ids), pack.c.is_retired == literal_column("0"))
    packs: dict[int, Any] = {}
    for row in view.connection.execute(statement.order_by(pack.c.ratio, pack.c.id)):
        packs.setdefault(row.product_id, row)
    return packs


def _pack_facts(smallest: Any, codes: Mapping[tuple[int, int], Sequence[str]], product_id: int) -> dict[str, Any]:
    if smallest is None:
        return {"pack_name": "", "pack_ratio": None, "pack_price": None, "pack_barcode": "", "pack_measured": None}
    code = codes.get((product_id, smallest.id), ("",))[0]
    return {
        "pack_name": smallest.name,
        "pack_ratio": smallest.ratio,
        "pack_price": smallest.price,
        "pack_barcode": code,
        "pack_measured": smallest.is_measured,
    }

"""What a supplier sells, at which prices so far; and who sells a product, compared."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, func, or_, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import purchasing as t
from jxc_desktop.db.tables.shop import user
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.money import half_up
from jxc_desktop.domain.offers import Offer, best
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.purchasing import Refusal, Terms, jump
from jxc_desktop.domain.suppliers import terms_text
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.people import shown_name
from jxc_desktop.queries.receipt_versions import came
from jxc_desktop.queries.view import View

GOODS_COLUMNS = (
    Column("product_code", N_("Product code"), "code"),
    Column("product", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("pack", N_("Pack"), "text"),
    Column("code", N_("Their code"), "code"),
    Column("name", N_("Their name"), "text"),
    Column("price", N_("Price"), "money"),
    Column("before", N_("Price before"), "money"),
    Column("change", N_("Price change"), "percent"),
    Column("minimum", N_("Least quantity"), "quantity"),
    Column("changed_at", N_("Changed at"), "time"),
)
PRICE_COLUMNS = (
    Column("at", N_("Time"), "time"),
    Column("pack", N_("Pack"), "text"),
    Column("old", N_("Old value"), "money"),
    Column("new", N_("New value"), "money"),
    Column("change", N_("Price change"), "percent"),
    Column("number", N_("Document number"), "text"),
    Column("who", N_("Done by"), "text"),
)
OFFER_COLUMNS = (
    Column("supplier", N_("Supplier"), "text"),
    Column("each", N_("Price of a unit"), "money"),
    Column("price", N_("Price"), "money"),
    Column("pack", N_("Pack"), "text"),
    Column("minimum", N_("Least quantity"), "quantity"),
    Column("deliveries", N_("Deliveries"), "integer"),
    Column("short", N_("Short"), "integer"),
    Column("faulty", N_("Faulty"), "integer"),
    Column("in_time", N_("In time"), "text", is_whole=True),
    Column("lead_days", N_("Lead time, days"), "integer"),
    Column("terms", N_("Terms of payment"), "text"),
    Column("changed_on", N_("Price of"), "date"),
)


@dataclass(frozen=True, slots=True)
class SupplierGoods:
    """A product, or a pack of it, as a supplier sells it. `change` is in 1/100 percent of the price before."""

    product_id: int
    pack_id: int
    product_code: str
    product: str
    spec: str
    pack: str
    ratio: int
    code: str
    name: str
    price: int | None
    before: int | None
    change: int | None
    minimum: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PriceStep:
    """A change of a supplier's price. `number` is the receipt's that brought it, empty when it was typed or imported."""

    at: datetime
    pack: str
    old: int | None
    new: int | None
    change: int | None
    number: str
    who: str


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A supplier of a product beside the others.

    `in_time`: 3 of 4; `lead_days` what deliveries took on the average, else what was said, if anything was.
    """

    supplier_id: int
    supplier: str
    each: int | None
    price: int | None
    pack: str
    minimum: int
    deliveries: int
    short: int
    faulty: int
    in_time: str
    lead_days: int | None
    terms: str
    changed_on: date
    is_best: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Who sells a product; `reason` says why the best one is."""

    product: str
    rows: tuple[OfferRow, ...]
    reason: str


_sp, _g, _l = t.supplier_product, t.goods_receipt, t.receipt_line
_PACK_NAME = func.coalesce(p.pack.c.name, p.product.c.unit).label("pack")
_RATIO = func.coalesce(p.pack.c.ratio, 1).label("ratio")
_price = t.supplier_price
_BEFORE = (
    select(_price.c.old)
    .where(_price.c.supplier_id == _sp.c.supplier_id, _price.c.product_id == _sp.c.product_id, _price.c.pack_id == _sp.c.pack_id)
    .order_by(_price.c.id.desc())
    .limit(1)
    .scalar_subquery()
    .label("before")
)
_WITH_GOODS = _sp.join(p.product, p.product.c.id == _sp.c.product_id).outerjoin(p.pack, p.pack.c.id == _sp.c.pack_id)
_GOODS = (
    select(
        _sp.c.product_id,
        _sp.c.pack_id,
        p.product.c.code.label("product_code"),
        p.product.c.name.label("product"),
        p.product.c.spec,
        _PACK_NAME,
        _RATIO,
        _sp.c.code,
        _sp.c.name,
        _sp.c.price,
        _BEFORE,
        _sp.c.minimum,
        _sp.c.changed_at,
    )
    .select_from(_WITH_GOODS)
    .where(_sp.c.supplier_id == bindparam("supplier"))
    .order_by(p.product.c.code, _RATIO)
)
_STEPS = (
    select(
        _price.c.at,
        _PACK_NAME,
        _price.c.old,
        _price.c.new,
        func.coalesce(d.document.c.number, "").label("number"),
        user.c.name.label("who"),
    )
    .join(p.product, p.product.c.id == _price.c.product_id)
    .join(user, user.c.id == _price.c.actor_id)
    .outerjoin(p.pack, p.pack.c.id == _price.c.pack_id)
    .outerjoin(d.document, d.document.c.id == _price.c.document_id)
    .where(_price.c.supplier_id == bindparam("supplier"), _price.c.product_id == bindparam("product"))
    .order_by(_price.c.id.desc())
)
_OFFERS = (
    select(t.supplier, _sp.c.pack_id, _PACK_NAME, _RATIO, _sp.c.price, _sp.c.minimum, _sp.c.changed_at)
    .select_from(_WITH_GOODS.join(t.supplier, t.supplier.c.id == _sp.c.supplier_id))
    .where(_sp.c.product_id == bindparam("product"), t.supplier.c.is_active == 1)
    .order_by(t.supplier.c.name, _RATIO)
)
_reversal, _order = d.document.alias("reversal"), d.document.alias("of_order")
_STANDING = d.document.c.kind == str(DocumentKind.RECEIPT)
_NOT_TAKEN_BACK = ~select(_reversal.c.id).where(_reversal.c.reverses == d.document.c.id).exists()
_IS_SHORT = or_(_l.c.refused_why == str(Refusal.SHORT), _l.c.on_slip > _l.c.pack_quantity + _l.c.refused)
_RECORD = (
    select(
        _g.c.supplier_id,
        func.count(_g.c.id.distinct()).label("deliveries"),
        func.count(case((_IS_SHORT, _g.c.id)).distinct()).label("short"),
        func.count(case((_l.c.refused_why.not_in(("", str(Refusal.SHORT))), _g.c.id)).distinct()).label("faulty"),
    )
    .select_from(_l.join(_g, _g.c.id == _l.c.document_id).join(d.document, d.document.c.id == _g.c.id))
    .where(_l.c.product_id == bindparam("product"), _STANDING, _NOT_TAKEN_BACK)
    .group_by(_g.c.supplier_id)
)
_ARRIVALS = (
    select(
        _g.c.id,
        _g.c.supplier_id,
        _order.c.business_date.label("ordered"),
        t.purchase_order.c.expected_on,
        t.supplier.c.lead_days,
    )
    .select_from(
        _g.join(d.document, d.document.c.id == _g.c.id)
        .join(_order, _order.c.id == _g.c.order_id)
        .join(t.purchase_order, t.purchase_order.c.id == _g.c.order_id)
        .join(t.supplier, t.supplier.c.id == _g.c.supplier_id)
    )
    .where(_STANDING, _NOT_TAKEN_BACK, _g.c.supplier_id.in_(bindparam("suppliers", expanding=True)))
)
_NAME = select(p.product.c.name, p.product.c.spec).where(p.product.c.id == bindparam("product"))


def supplier_goods(view: View, supplier_id: int) -> tuple[SupplierGoods, ...]:
    """All that a supplier sells, by product code. Raises NotAllowed."""
    view.require(Permission.SEE_PURCHASES)
    return tuple(
        SupplierGoods(
            row.product_id,
            row.pack_id,
            row.product_code,
            row.product,
            row.spec,
            row.pack,
            row.ratio,
            row.code,
            row.name,
            row.price,
            row.before,
            _change(row.before, row.price),
            row.minimum,
            row.changed_at,
        )
        for row in view.connection.execute(_GOODS, {"supplier": supplier_id})
    )


def supplier_prices(view: View, supplier_id: int, product_id: int) -> tuple[PriceStep, ...]:
    """What a supplier asked for a product so far, newest first. Raises NotAllowed."""
    view.require(Permission.SEE_PURCHASES)
    rows = view.connection.execute(_STEPS, {"supplier": supplier_id, "product": product_id})
    return tuple(PriceStep(row.at, row.pack, row.old, row.new, _change(row.old, row.new), row.number, shown_name(row.who)) for row in rows)


def compare_suppliers(view: View, product_id: int) -> Comparison:
    """Who sells a product: price, deliveries, terms; the best one marked, with the reason. Raises NotAllowed.

    Of several packs of one supplier the one that comes cheapest per unit counts.
    """
    view.require(Permission.SEE_PURCHASES)
    record: dict[int, Any] = {row.supplier_id: row for row in view.connection.execute(_RECORD, {"product": product_id})}
    cheapest: dict[int, Any] = {}
    for row in view.connection.execute(_OFFERS, {"product": product_id}):
        known = cheapest.get(row.id)
        if known is None or _each(row) < _each(known):
            cheapest[row.id] = row
    arrivals = _arrivals(view, list(cheapest))
    made = [_offer(view, row, record.get(row.id), arrivals.get(row.id, [])) for row in cheapest.values()]
    offers, rows = [offer for offer, _shown in made], [shown for _of, shown in made]
    place, reason = best(offers)
    marked = [replace(row, is_best=number == place) for number, row in enumerate(rows)]
    found = view.connection.execute(_NAME, {"product": product_id}).one_or_none()
    name = "" if found is None else " ".join(filter(None, found))
    ranked = sorted(marked, key=lambda row: (not row.is_best, row.each is None, row.each or 0, row.supplier))
    return Comparison(name, tuple(ranked), reason if place < 0 else f"{offers[place].name}: {reason}")


class _Arrival(NamedTuple):
    """A delivery of an order. `is_in_time` is None where neither the order nor the supplier said a day."""

    days: int
    is_in_time: bool | None


def _arrivals(view: View, suppliers: Sequence[int]) -> dict[int, list[_Arrival]]:
    """The deliveries of orders by supplier: each came when the first version of its receipt says."""
    rows = view.connection.execute(_ARRIVALS, {"suppliers": suppliers}).all()
    days = came(view, [row.id for row in rows])
    found: dict[int, list[_Arrival]] = {}
    for row in rows:
        day, _seq = days[row.id]
        took = (day - row.ordered).days
        is_in_time = day <= row.expected_on if row.expected_on is not None else took <= row.lead_days if row.lead_days else None
        found.setdefault(row.supplier_id, []).append(_Arrival(took, is_in_time))
    return found


def _offer(view: View, row: Any, record: Any, arrivals: Sequence[_Arrival]) -> tuple[Offer, OfferRow]:
    """A supplier's offer, and how the list shows it."""
    promised = [each.is_in_time for each in arrivals if each.is_in_time is not None]
    in_time = sum(promised)
    deliveries, short, faulty = (record.deliveries, record.short, record.faulty) if record is not None else (0, 0, 0)
    terms = Terms(row.terms)
    each = None if row.price is None else half_up(row.price, row.ratio)
    lead = half_up(sum(each.days for each in arrivals), len(arrivals)) if arrivals else row.lead_days or None
    kept = _("{in_time} of {all}").format(in_time=in_time, all=len(promised)) if promised else ""
    said, changed_on = terms_text(terms, row.term_days), row.changed_at.astimezone(view.now.tzinfo).date()
    return (
        Offer(row.name, each, deliveries, short, faulty, len(promised), in_time, terms, row.term_days),
        OfferRow(row.id, row.name, each, row.price, row.pack, row.minimum, deliveries, short, faulty, kept, lead, said, changed_on),
    )


def _each(row: Any) -> tuple[bool, int]:
    """What a unit comes to; without a price last."""
    return row.price is None, half_up(row.price or 0, row.ratio)


def _change(old: int | None, new: int | None) -> int | None:
    return None if old is None or new is None else jump(old, new)

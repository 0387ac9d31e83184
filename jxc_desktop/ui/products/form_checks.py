"""The entry checks of the product form, told by the field they belong beside."""

from dataclasses import dataclass

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import EnteredPack, Finding, FindingKind, findings
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.i18n import _
from jxc_desktop.operations.products import TextTooLong, too_long
from jxc_desktop.queries.product_card import has_twin
from jxc_desktop.queries.product_codes import whose_barcode
from jxc_desktop.queries.product_fields import ProductFields, own_code
from jxc_desktop.queries.view import View

_BESIDE = {
    FindingKind.BAD_CHECK_DIGIT: "barcodes",
    FindingKind.CODE_TWICE: "packs",
    FindingKind.PRICE_BELOW_COST: "retail_price",
    FindingKind.MEMBER_BELOW_COST: "member_price",
    FindingKind.WHOLESALE_BELOW_COST: "wholesale_price",
    FindingKind.PACK_BELOW_COST: "packs",
    FindingKind.SAME_NAME_AND_SPEC: "name",
    FindingKind.NO_UNIT: "unit",
    FindingKind.NO_PRICE: "retail_price",
    FindingKind.RATIO_NOT_WHOLE: "packs",
    FindingKind.FILLS_TOO_LITTLE: "fill_to",
}
ONLY_WHEN_SAVED = frozenset({FindingKind.NO_UNIT, FindingKind.NO_PRICE})


@dataclass(frozen=True)
class Check:
    """One thing found: the field, the words, and whether it stops the saving or is only asked about.

    `shares` marks a barcode that another product has: a yes keeps it for both (一码多品).
    """

    field: str
    text: str
    stops: bool = False
    shares: bool = False
    waits: bool = False


def checks(view: View, fields: ProductFields, product_id: int) -> list[Check]:
    """All that is to say about a product as typed."""
    found = [_of(finding) for finding in _findings(view, fields, product_id)]
    if not fields.name.strip():
        found.append(Check("name", _("A product needs a name."), stops=True, waits=True))
    found += [Check("packs" if key.startswith("pack_") else key, TextTooLong(key).sentence(), stops=True) for key in too_long(fields)]
    found += _taken(view, fields, product_id)
    return found


def _findings(view: View, fields: ProductFields, product_id: int) -> list[Finding]:
    return findings(
        name=" ".join(fields.name.split()),
        spec=fields.spec,
        unit=fields.unit,
        kind=fields.kind,
        barcodes=fields.barcodes,
        retail_price=fields.retail_price,
        member_price=fields.member_price,
        wholesale_price=fields.wholesale_price,
        purchase_price=fields.purchase_price if view.may(Permission.SEE_COST) else None,
        packs=[EnteredPack(pack.name, pack.ratio * ONE, pack.price, pack.barcodes) for pack in fields.packs],
        order_at=fields.order_at,
        fill_to=fields.fill_to,
        known=lambda name, spec: bool(name) and has_twin(view, name, spec, product_id),
    )


def _of(finding: Finding) -> Check:
    stops = finding.kind is FindingKind.RATIO_NOT_WHOLE
    return Check(_BESIDE[finding.kind], finding.sentence(), stops=stops, waits=finding.kind in ONLY_WHEN_SAVED)


def _taken(view: View, fields: ProductFields, product_id: int) -> list[Check]:
    found = []
    code = own_code(fields.code)
    if code and (other := whose_barcode(view, [code], product_id)):
        found.append(Check("code", _belongs(code, other), stops=True))
    barcodes = [("barcodes", barcode) for barcode in fields.barcodes]
    barcodes += [("packs", barcode) for pack in fields.packs for barcode in pack.barcodes]
    for field, barcode in barcodes:
        if other := whose_barcode(view, [barcode], product_id):
            found.append(Check(field, _belongs(barcode, other), shares=True))
    return found


def _belongs(code: str, other: tuple[int, str, str]) -> str:
    return _("{code} belongs to {other_code} {other_name}.").format(code=code, other_code=other[1], other_name=other[2])

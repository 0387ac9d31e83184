"""Reading a supplier's price list: the sheet, its row of heads and its rows are found as those of products.

What differs is what the columns mean: the price is what the shop will pay, a code is the supplier's own unless its head says
otherwise, and a list without prices is none.
"""

from collections.abc import Iterable
from dataclasses import replace

from jxc_desktop.i18n import N_, _
from jxc_desktop.spreadsheets.fields import head_key, meaning
from jxc_desktop.spreadsheets.mapping import Mapping, mapping_at, mapping_by_hand, propose_mapping
from jxc_desktop.spreadsheets.no_products import IDENTIFYING, SEEMS, NoProductsHere
from jxc_desktop.spreadsheets.refusals import WorkbookRefused
from jxc_desktop.spreadsheets.workbook import Workbook

TITLES = {
    "barcodes": N_("Barcode"),
    "code": N_("Their code"),
    "own_code": N_("Our product code"),
    "name": N_("Product name"),
    "spec": N_("Spec"),
    "unit": N_("Unit or pack"),
    "purchase_price": N_("Their price"),
    "minimum": N_("Minimum order"),
    "retail_price": N_("Suggested retail price"),
    "category": N_("Category"),
    "brand": N_("Brand"),
}
SEVERAL = frozenset({"barcodes", "category", "spec"})
UNPRICED = "unpriced"
_UNKNOWN = frozenset({"unknown", "nameless"})  # as products: heads such as 供应商货号 and 供货价 make a price list all the same

_NEW_PRICE = "新价 新价格 新供价 新供货价 新进价 现供价 调后价 调整后价格 调整后 newprice"
_OWN_CODE = (
    "自编码 本店编码 店内编码 店内码 贵司编码 贵店编码 客户编码 客户货号 我方编码 ourcode yourcode buyercode customercode customeritem"
)
_THEIR_CODE = "供应商货号 供应商编码 供货商编码 供应商商品编码 厂商编码 厂家编码 厂家货号 suppliercode suppliersku supplieritemcode vendorcode vendorsku"
_MINIMUM = "起订量 起订数 起订数量 最小起订量 最低起订量 起批量 起订 moq minimum minorder minimumorder minqty minimumquantity vendorsminimalquantity"
_PRICE = (
    "供货价 供应价 供价 出厂价 代理价 拿货价 结算价 到货价 协议价 含税价 含税单价 对比价格 批发价 批发价格 dealerprice netprice tradeprice"
)


def _heads_of(words: str) -> frozenset[str]:
    return frozenset(head_key(word) for word in words.split())


_FIRST = {"purchase_price": _heads_of(_NEW_PRICE), "own_code": _heads_of(_OWN_CODE), "minimum": _heads_of(_MINIMUM)}
_ELSE = {"purchase_price": _heads_of(_PRICE), "code": _heads_of(_THEIR_CODE), "spec": _heads_of("厂家型号 品牌型号 厂商型号 年份 vintage")}


class NoPricesHere(WorkbookRefused):
    """A workbook that was read well and is no price list; `seems` is a key of SEEMS, or UNPRICED."""

    def __init__(self, name: str, seems: str) -> None:
        super().__init__(name, seems)
        self.name, self.seems = name, seems

    def sentence(self) -> str:
        """Say what it seems to be."""
        kind = _("a list of products without prices") if self.seems == UNPRICED else _(SEEMS[self.seems])
        return _(
            "“{name}” is no price list: it seems to be {kind}. Nothing was changed. Choose the sheet with the supplier's products and prices."
        ).format(name=self.name, kind=kind)


def propose_price_mapping(workbook: Workbook, *, sheet: str | None = None) -> Mapping:
    """The best understanding of a workbook as a price list, or of one of its sheets. Raises NoPricesHere."""
    try:
        mapping = _as_prices(propose_mapping(workbook, sheet=sheet))
    except NoProductsHere as error:
        by_hand = price_mapping_by_hand(workbook, sheet=sheet) if error.seems in _UNKNOWN else None
        if by_hand is None or lacking(by_hand):
            raise NoPricesHere(error.name, error.seems) from error
        return by_hand
    if "purchase_price" not in mapping.columns:
        raise NoPricesHere(workbook.path_name, UNPRICED)
    return mapping


def price_mapping_at(workbook: Workbook, sheet: str, header_row: int) -> Mapping:
    """The mapping when the user says where the heads are (Excel's row number, 0 for none). Nothing is refused: the user knows."""
    return _as_prices(mapping_at(workbook, sheet, header_row))


def price_mapping_by_hand(workbook: Workbook, *, sheet: str | None = None) -> Mapping | None:
    """Where a person begins who maps what was refused; None when all is blank."""
    mapping = mapping_by_hand(workbook, sheet=sheet)
    return None if mapping is None else _as_prices(mapping)


def lacking(mapping: Mapping) -> str:
    """What the mapped columns lack to make a price list, in words; nothing when they make one."""
    keys = mapping.columns.keys()
    if "purchase_price" not in keys:
        return _("Say which column holds the price.")
    return "" if (IDENTIFYING | {"own_code"}) & keys else _("Say which column holds the name, a code or the barcode.")


def _as_prices(mapping: Mapping) -> Mapping:
    """The columns of a sheet of products as those of a price list."""
    columns, heads = dict(mapping.columns), [head_key(head) for head in mapping.heads]
    for key, words in _FIRST.items():
        _take(columns, key, heads, words)
    if "purchase_price" not in columns:
        _take(columns, "purchase_price", heads, _ELSE["purchase_price"])
    if "purchase_price" not in columns and "retail_price" in columns and _is_any_price(mapping.title(columns["retail_price"])):
        columns["purchase_price"] = columns.pop("retail_price")
    if "spec" not in columns:
        _take(columns, "spec", heads, _ELSE["spec"])
    if "code" not in columns:
        _take(columns, "code", heads, _ELSE["code"])
    if "code" not in columns and "article_number" in columns:
        columns["code"] = columns.pop("article_number")
    kept = {key: column for key, column in columns.items() if key in TITLES}
    return replace(mapping, columns=kept, more={key: more for key, more in mapping.more.items() if key in kept})


def _is_any_price(head: str) -> bool:
    """Whether a head names a price, but not the one that customers pay (零售价)."""
    meant = meaning(head)
    return meant is not None and meant[1] > 1


def _take(columns: dict[str, int], key: str, heads: Iterable[str], words: frozenset[str]) -> None:
    """The first column under one of these heads is that of the field, whatever else it was taken for."""
    column = next((place for place, head in enumerate(heads) if head in words), None)
    if column is not None:
        for other in [each for each, taken in columns.items() if taken == column]:
            del columns[other]
        columns[key] = column

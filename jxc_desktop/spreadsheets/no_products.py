"""What a table holds instead of products, by its heads: the refusal names it."""

from collections.abc import Collection, Iterable

from jxc_desktop.i18n import N_, _
from jxc_desktop.spreadsheets.fields import LAST_RESORT, head_key, meaning
from jxc_desktop.spreadsheets.refusals import WorkbookRefused

SEEMS = {
    "contacts": N_("a list of suppliers or customers"),
    "movements": N_("a form of stock movements"),
    "count": N_("a stock count"),
    "invoices": N_("a list of supplier invoices"),
    "sales": N_("a list of sales"),
    "documents": N_("a list of purchase or sales documents"),
    "order_lines": N_("the lines of an order or a delivery"),
    "cash_notes": N_("notes of income and expenses"),
    "price_history": N_("a history of prices or sales by day"),
    "ledger": N_("a ledger of stock or production"),
    "stock_report": N_("a stock report by storehouse, without product names"),
    "nameless": N_("a list without product names, prices or stock"),
    "blank": N_("a workbook without any filled rows"),
    "unknown": N_("a table without a row of heads that names product columns"),
}

_MARKS: tuple[tuple[str, int, str], ...] = (
    ("movements", 1, "入库数量 出库数量 入库仓库 出库仓库 原仓库 目的仓库 移库单号 入库单据 出库单据 调出仓库 调入仓库"),
    ("count", 1, "盘点库存 盘点数量 实盘数量 实盘 盘点 盘点单号 初盘 复盘 qtylastpallet difflastpallet countedquantity counted"),
    ("invoices", 2, "invoicedate ponumber podate paydate freight 发票号 发票号码 发票日期 开票日期"),
    ("documents", 1, "单据编号 单据类型 单据号 单号 订单编号 订单号 单据日期"),
    (
        "sales",
        1,
        "销售日期 orderid invoiceno transaction 客户名称 往来帐日期 小票号 流水号 会员卡号 交易时间 customerid householdid basketid 支付时间",
    ),
    (
        "contacts",
        2,
        "联系人 手机号码 手机 联系电话 电话 电子邮箱 邮箱 传真 开户行 账号 纳税人识别号 地址 contact phone mobile email fax address",
    ),
    ("cash_notes", 1, "收入 支出 收入金额 支出金额 收支"),
    ("ledger", 2, "单重 总重 出货 成品入库 剩余 构件名称 生产日期 合成数量 结存 本期收入 本期发出"),
)
_PLACES = frozenset(["仓库", "仓库名称", "区域名称", "门店", "门店名称", "业务机构", "warehouse", "location", "loc"])
_DATES = frozenset(["日期", "date", "时间", "年月", "month"])
_DESCRIBING = frozenset({"spec", "unit", "category", "brand", "purchase_price", "member_price", "wholesale_price"})
_NO_SUBSTANCE = frozenset({"name", "remark", "tax_rate"})
IDENTIFYING = frozenset({"name", "code", "barcodes"})
_CODED = frozenset({"code", "barcodes"})
_PRICES = frozenset({"retail_price", "purchase_price"})
_DEALINGS = frozenset({"documents", "invoices"})
_AMOUNTS = frozenset(["金额", "总金额", "实收金额", "实付金额", "amount", "total", "subtotal"])


class NoProductsHere(WorkbookRefused):
    """A workbook that was read well and holds no products; `seems` is a key of SEEMS."""

    def __init__(self, name: str, seems: str) -> None:
        super().__init__(name, seems)
        self.name, self.seems = name, seems

    def sentence(self) -> str:
        """Say what it seems to be."""
        return _(
            "“{name}” holds no list of products: it seems to be {kind}. Nothing was changed. "
            "Choose the file with the names, barcodes and prices of your products."
        ).format(name=self.name, kind=_(SEEMS[self.seems]))


def seems_to_be(heads: Iterable[str], fields: Collection[str]) -> str:
    """A key of SEEMS for a table that holds no products, "" for one that does. `fields` are those its heads were found to mean."""
    texts = list(heads)
    keys = {head_key(head) for head in texts} - {""}
    for kind, least, marks in _MARKS:
        found = sum(mark in keys for mark in marks.split())
        if found >= least and not _is_product_list(kind, found, keys, set(fields)):
            return kind
    if _asks_for_order_lines(texts, keys, fields):
        return "order_lines"
    return _without_marks(keys, fields, _is_identified(texts, fields))


def _is_product_list(kind: str, found: int, keys: set[str], fields: set[str]) -> bool:
    """Whether name, code and price say more than the marks. Orders have these too; sales a day or a sum besides."""
    if kind == "ledger" and {"name", "retail_price"} <= fields:
        return True
    if kind in _DEALINGS or (kind == "sales" and (found > 1 or (_DATES | _AMOUNTS) & keys)):
        return False
    return "name" in fields and bool(_CODED & fields) and bool(_PRICES & fields)


def _asks_for_order_lines(heads: Iterable[str], keys: set[str], fields: Collection[str]) -> bool:
    """A form where the quantity must be filled in and the name need not."""
    starred = {head_key(head) for head in heads if "*" in head}
    is_order = bool(_CODED & set(fields)) and {"数量", "单价"} <= keys and not _DESCRIBING & set(fields)
    return is_order and "数量" in starred and not any((meaning(head) or ("",))[0] == "name" for head in starred)


def _is_identified(heads: Iterable[str], fields: Collection[str]) -> bool:
    """Whether the rows have a barcode or a code of the shop: not only some other program's own number."""
    tiers = [meant[1] for head in heads if (meant := meaning(head)) is not None and meant[0] == "code"]
    return "barcodes" in fields or ("code" in fields and (not tiers or min(tiers) < LAST_RESORT))


def _without_marks(keys: set[str], fields: Collection[str], is_identified: bool) -> str:
    if "name" in fields:
        if set(fields) - _NO_SUBSTANCE:
            return ""
        return "ledger" if len(keys) > 10 else "unknown"
    if _DATES & keys:
        return "price_history"
    if _PLACES & keys:
        return "stock_report"
    known = set(fields) - _CODED
    if not _CODED & set(fields):
        return "unknown"
    return "" if known and (is_identified or {"retail_price", "purchase_price", "stock"} & known) else "nameless"

"""What a table holds instead of products, by its heads: the refusal names it."""

from collections.abc import Collection, Iterable

from jxc_desktop.i18n import N_, _
from jxc_desktop.spreadsheets.fields import head_key
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
_SUBSTANCE = _DESCRIBING | {"code", "barcodes", "retail_price", "stock", "article_number"}


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
    keys = {head_key(head) for head in heads} - {""}
    for kind, least, marks in _MARKS:
        found = sum(mark in keys for mark in marks.split())
        if found >= least and not (kind == "ledger" and "name" in fields and "retail_price" in fields):
            return kind
    return _without_marks(keys, fields)


def _without_marks(keys: set[str], fields: Collection[str]) -> str:
    named = "name" in fields
    identified = "code" in fields or "barcodes" in fields
    if not named and _DATES & keys:
        return "price_history"
    if not named and _PLACES & keys:
        return "stock_report"
    if identified and {"数量", "单价"} <= keys and not _DESCRIBING & set(fields):
        return "order_lines"
    if named and not _SUBSTANCE & set(fields):
        return "ledger" if len(keys) > 10 else "unknown"
    if not named and not (identified and {"retail_price", "purchase_price", "stock"} & set(fields)):
        return "nameless" if identified else "unknown"
    return ""

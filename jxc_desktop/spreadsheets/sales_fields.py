"""The fields of a sales history, and the heads under which other programs keep them; an earlier tier wins over a later one."""

from jxc_desktop.i18n import N_, _
from jxc_desktop.spreadsheets.fields import head_key

TITLES = {
    "time": N_("Time"),
    "day": N_("Day"),
    "receipt": N_("Receipt number"),
    "code": N_("Product code"),
    "barcode": N_("Barcode"),
    "name": N_("Product name"),
    "quantity": N_("Quantity"),
    "price": N_("Price"),
    "amount": N_("Amount"),
    "kind": N_("Sale or return"),
    "status": N_("State"),
}
_TIERS: dict[str, tuple[str, ...]] = {
    "time": (
        "支付时间 销售时间 交易时间 成交时间 完成时间 结账时间 付款时间 收款时间 paidat paymenttime transactiontimestamp",
        "下单时间 订单时间 开单时间 placeordertime invoicedate orderdate orderdatetime datetime timestamp createdat 日期时间",
        "时间 time",
    ),
    "day": (
        "销售日期 交易日期 营业日 营业日期 业务日期 往来帐日期 往来账日期 单据日期 开单日期 订单日期 saledate businessday",
        "日期 date day",
    ),
    "receipt": (
        "小票号 流水号 交易号 销售单号 单据编号 单据号 订单编号 订单号 orderid orderno ordernumber invoiceno invoice receiptno basketid billno",
        "单号 number transaction transactionid ticket",
    ),
    "barcode": ("条码 条形码 商品条码 国际条码 商品条形码 69码 barcode ean ean13 upc gtin",),
    "code": (
        "商品编码 商品编号 商品代码 自编码 货号 编码 店内码 菜品编码 sku itemcode productcode stockcode 单品编码",
        "productid itemid dishesid 商品id 单品id",
    ),
    "name": (
        "商品名称 品名 商品名 菜品名称 商品 产品名称 货品名称 单品名称 productname itemname dishesname",
        "名称 description item product name title",
    ),
    "quantity": ("数量 销售数量 销量 件数 份数 购买数量 商品数量 quantity qty counts count units", "销量千克 totalqty 日销量"),
    "price": ("实售价 成交价 单价 售价 销售单价 商品单价 unitprice saleprice", "price 零售价 avgprice 平均单价 均价"),
    "amount": (
        "实际金额 实收金额 实付金额 实收 实付 成交金额 paidamount salesvalue netamount",
        "金额 销售额 销售金额 小计 合计金额 商品金额 amount amounts total linetotal subtotal 应付金额 应收金额",
    ),
    "kind": ("销售类型 单据类型 交易类型 业务类型 类型 saletype type",),
    "status": ("订单状态 交易状态 支付状态 状态 status orderstatus",),
}
IDENTITY = frozenset({"code", "barcode", "name"})
MOMENT = frozenset({"time", "day"})
SUBSTANCE = frozenset({"quantity", "price", "amount", "receipt"})


def _own_heads() -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for key, tiers in _TIERS.items():
        for tier, words in enumerate(tiers):
            for word in words.split():
                found.setdefault(head_key(word), (key, tier))
    return found


_MEANS = _own_heads()


def sales_meaning(head: str) -> tuple[str, int] | None:
    """The field and the tier of a head, or None."""
    return _MEANS.get(head_key(head))


def columns_of(heads: tuple[str, ...]) -> dict[str, int]:
    """The column of each field: the best tier, the first column of it."""
    best: dict[str, tuple[int, int]] = {}
    for index, head in enumerate(heads):
        meant = sales_meaning(head) if head else None
        if meant is not None:
            key, tier = meant
            best[key] = min(best.get(key, (tier, index)), (tier, index))
    return {key: index for key, (_tier, index) in best.items()}


def lacking(columns: dict[str, int]) -> str:
    """What these fields lack to make a history, in words; nothing when they make one."""
    keys = columns.keys()
    wanted = ((MOMENT, ("time", "day")), (IDENTITY, ("code", "barcode", "name")), (SUBSTANCE, ("quantity", "price", "amount", "receipt")))
    lacks = [" / ".join(_(TITLES[key]) for key in titles) for fields, titles in wanted if not fields & keys]
    return _("Say which column is: {fields}").format(fields="; ".join(lacks)) if lacks else ""


def holds_sales(columns: dict[str, int]) -> bool:
    """Whether these fields make a history: when, what, and how many, for how much or on which receipt."""
    keys = columns.keys()
    return bool(IDENTITY & keys) and bool(MOMENT & keys) and bool(SUBSTANCE & keys)

"""The fields of a product sheet, in one table: key, kind of value, and the heads under which other programs keep it.

Heads stand in tiers: what is found in an earlier tier wins over a later one ("零售价" over "价格"), and two columns in the same
tier are ambiguous: neither is mapped; the third (LAST_RESORT) is taken where there is nothing better. Before the first come both titles, so that our own export comes back exactly.
The kinds are those of `values.PARSERS`; titles are those of `queries.product_columns`.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from jxc_desktop.queries.product_columns import TITLES

LAST_RESORT = 3

Tiers = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of `queries.product_columns`. `chinese` is its title there in Chinese: a sheet may come from a Chinese window."""

    key: str
    chinese: str
    kind: str
    tiers: Tiers = ()
    several: bool = False

    @property
    def title(self) -> str:
        """The title (a msgid), as on screen and in our own export."""
        return TITLES[self.key]


FIELDS: tuple[Field, ...] = (
    Field(
        "code",
        "商品编码",
        "code",
        (
            (
                "自编码 编码 商品编号 商品代码 规格编码 菜品编码 产品编码 产品编号 物料编码 物料编号 店内编码 商品内码 单品编码 编号 内码 sku variantsku itemcode productcode "
                "internalreference"
            ),
            "代码 商品号 品号 编码号 subno itemsubno code itemno stockcode plu 單品編碼 編號",
            "id productid itemid 单品id 商品id 序列编码",
        ),
    ),
    Field(
        "barcodes",
        "条码",
        "barcodes",
        (
            (
                "条码 条形码 国际码 商品条码 国际条码 国标码 国标条码 商品条形码 产品条码 单品条码 基本条码 主条码 一品多码 附加条码 多条码 店内条码 包装条码1 "
                "barcode barcodes ean ean13 ean8 upc upcean gtin gtin13 upca variantbarcode isbn isbn13 條碼 商品條碼 條形碼 國際條碼"
            ),
            "扫码 69码 六九码 书号 bar_code eancode upccode",
        ),
        several=True,
    ),
    Field(
        "name",
        "商品名称",
        "text",
        (
            (
                "名称 品名 商品名 产品名称 产品名 商品全称 菜名 货品名称 物料名称 单品名称 菜品名称 商品全名 品名规格 name title productname itemname producttitle "
                "商品名稱 名稱 書名 书名 产品标题 商品标题"
            ),
            "商品 货名 description productdescription itemdescription item产品 药品名称 通用名称",
            "产品 货品 item product 品目",
        ),
    ),
    Field(
        "spec",
        "规格",
        "text",
        (
            "规格 商品规格 单品规格 产品规格 规格名称 规格名 规格型号 型号规格 包装规格 specification specifications itemsize packagesize size 規格",
            "variationname 尺寸 大小 单珠大小 净含量 容量 型号 model",
        ),
    ),
    Field(
        "unit",
        "单位",
        "text",
        ("单位 基本单位 计量单位 商品单位 销售单位 库存单位 主单位 零售单位 uom unit baseunit unitofmeasure 單位",),
    ),
    Field(
        "category",
        "分类",
        "text",
        (
            "分类 类别 商品分类 商品类别 商品分组 菜品分类 分组 categories 分类名称 类别名称 产品分类 产品类别 所属分类 品类 category categoryname productcategory 分類 類別",
            "类型 商品大类 department type classification",
        ),
    ),
    Field("brand", "品牌", "text", ("品牌名称 商品品牌 brands brand brandname 廠牌",)),
    Field(
        "retail_price",
        "零售价",
        "money",
        (
            "零售价 零售 建议零售价 零售单价 标准零售价 retailprice regularprice listprice rrp msrp salesprice sellingprice variantprice 零售價",
            "售价 saleprice sellprice 门市价 预设售价 售卖价 售卖价格 销售价 销售价格 销售单价 商品价格 商品售价 卖价 现价 售價",
            "价格 单价 price unitprice 單價 價格 定价 标价 單價元 报价",
        ),
    ),
    Field("member_price", "会员价", "money", ("会员价 会员价格 会员售价 会员单价 会员价1 memberprice vipprice 會員價",)),
    Field("wholesale_price", "批发价", "money", ("批发价 批发 批发价格 批发单价 批发价1 wholesaleprice tradeprice 批發價",)),
    Field(
        "purchase_price",
        "进价",
        "money",
        (
            "进价 预设进价 进货价 采购价 采购单价 进货单价 商品进价 参考进价 purchaseprice inprice costprice buyingprice 進價 進貨價 採購價",
            "成本价 成本 单品成本 成本单价 cost costperitem unitcost 成本價",
            "vendorsprice purchasecost 供货价 供价 最近进价 最新进价",
        ),
    ),
    Field(
        "kind",
        "商品类型",
        "kind",
        ("商品类型 商品性质 计价方式 称重商品 是否称重 productkind kind", "soldbyweight 称重"),
    ),
    Field("tax_rate", "税率", "percent", ("税率 销项税率 taxrate vatrate 稅率", "进项税率 vat")),
    Field("below_zero", "负库存", "below_zero", ("负库存 负库存销售 允许负库存 belowzero",)),
    Field(
        "shelf",
        "货架号",
        "text",
        ("货架号 货位 货架 仓位货架 货位号 货架位 库位 陈列位置 shelf shelfposition bin 貨架號", "位置 存放位置 摆放位置"),
    ),
    Field("no_discount", "不打折", "bool", ("不打折 禁止打折 不参与打折 nodiscount",)),
    Field("stop_buying", "停购", "bool", ("停购 停止采购 停止进货 stopbuying",)),
    Field("stop_selling", "停售", "bool", ("停售 停止销售 是否停售 stopselling",)),
    Field(
        "article_number",
        "货号",
        "code",
        ("货号 厂家货号 商品货号 articlenumber articleno mpn manufacturerpartnumber 貨號",),
    ),
    Field(
        "initials",
        "拼音码",
        "text",
        ("拼音码 助记码 拼音简码 拼音首字母 简码 拼音 pinyin initials mnemonic 拼音碼", "jp py pym 首拼"),
    ),
    Field(
        "order_at",
        "库存下限",
        "quantity",
        ("库存下限 最低库存 安全库存 库存预警 预警库存 orderat reorderpoint lowstock lowstockamount minstock",),
    ),
    Field("fill_to", "库存上限", "quantity", ("库存上限 最高库存 补货上限 补到 fillto maxstock maximumstock",)),
    Field("tare", "皮重", "quantity", ("皮重 称重皮重 tare tareweight",)),
    Field("pack_name", "大单位", "text", ("大单位 副单位 包装单位 箱单位 辅助单位 大包装单位 packunit packname pack",)),
    Field(
        "pack_ratio",
        "换算",
        "ratio",
        (
            "换算 箱规 装箱数 换算率 换算比例 换算关系 件装数 每箱数量 整箱数量 箱含量 包装数 packratio unitsperpack packsize caseqty",
            "比例 件数",
        ),
    ),
    Field(
        "pack_barcode",
        "大单位条码",
        "barcodes",
        ("大单位条码 箱码 副条码 包装条码 箱条码 整箱条码 大包装条码 外箱码 packbarcode casebarcode",),
    ),
    Field("pack_price", "大单位价", "money", ("大单位价格 箱价 整箱价 整件价 大包装价 大单位售价 packprice caseprice",)),
    Field("pack_measured", "大单位按量卖", "bool", ("packmeasured",)),
    Field(
        "stock",
        "库存",
        "quantity",
        (
            (
                "库存 库存数 库存数量 库存量 结存数量 现有库存 当前库存 当前库存数量 期初库存 实时库存 现存量 储货量 总库存 可用库存 stock stockonhand onhand instock currentquantity "
                "qtyonhand quantityonhand variantinventoryqty 庫存 庫存數量"
            ),
            "数量 quantity qty 存货 數量",
        ),
    ),
    Field("selling_points", "卖点", "text", ("卖点 商品卖点 推荐语 广告语 sellingpoints sellingpoint",)),
    Field("remark", "备注", "text", ("备注 商品备注 说明 remark remarks notes comment 備註", "备注一 备注1")),
)

BY_KEY = {field.key: field for field in FIELDS}
KIND_OF = {field.key: field.kind for field in FIELDS} | {"own_code": "code", "minimum": "quantity"}
"""The kind of value of every field that a sheet is read for: a supplier's price list has two of its own."""
LEVELS = (
    ("一级分类", "二级分类", "三级分类", "四级分类", "五级分类"),
    ("大类", "中类", "小类"),
    ("大类名称", "中类名称", "小类名称"),
    ("大类", "二级类"),
)
PREFIXES = ("商品", "单品", "产品", "货品", "物料", "京东", "基本", "product", "item", "variant", "goods")

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|\{[^{}]*\}|<[^<>]*>")
_NOISE = re.compile(r"[\s*:·,;_\-./\\#'\"|]+")
_MONEY_UNIT = re.compile(r"/(元|rmb|cny|￥|¥)$")


@lru_cache(maxsize=4096)
def head_key(head: str) -> str:
    """A head reduced to what it means: half width, lower case, without brackets, marks, blanks and a unit of money."""
    plain = unicodedata.normalize("NFKC", head).lower().strip()
    bare = _BRACKETS.sub("", plain)
    if not bare.strip(" *"):
        bare = plain.strip("()[]【】{}<> ")
    return _NOISE.sub("", _MONEY_UNIT.sub("", bare.strip(" *")))


def _heads() -> dict[str, tuple[str, int]]:
    heads: dict[str, tuple[str, int]] = {}
    for field in FIELDS:
        heads[head_key(field.title)] = heads[field.chinese] = (field.key, 0)
    for field in FIELDS:
        heads.setdefault(head_key(field.key), (field.key, 1))
        for tier, words in enumerate(field.tiers, 1):
            for word in words.split():
                heads.setdefault(head_key(word), (field.key, tier))
    return heads


HEADS = _heads()


def meaning(head: str) -> tuple[str, int] | None:
    """The field a head stands for and its tier, or None. A prefix such as 商品 or Variant is looked through, a tier lower."""
    key = head_key(head)
    found = HEADS.get(key)
    if found is not None:
        return found
    for prefix in PREFIXES:
        if key.startswith(prefix):
            rest = meaning(key.removeprefix(prefix))
            return (rest[0], rest[1] + 1) if rest is not None else None
    return None

"""The columns of the product list and of its export: the fields of a product sheet, in its order, so that it comes back in."""

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_
from jxc_desktop.queries.columns import Column

_SEE_COST = Permission.SEE_COST

COLUMNS: tuple[Column, ...] = (
    Column("code", N_("Product code"), "code"),
    Column("barcodes", N_("Barcodes"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("unit", N_("Unit"), "text"),
    Column("category", N_("Category"), "text"),
    Column("brand", N_("Brand"), "text"),
    Column("retail_price", N_("Retail price"), "money"),
    Column("member_price", N_("Member price"), "money"),
    Column("wholesale_price", N_("Wholesale price"), "money"),
    Column("purchase_price", N_("Purchase price"), "money", permission=_SEE_COST),
    Column("kind", N_("Product kind"), "text"),
    Column("tax_rate", N_("Tax rate"), "percent"),
    Column("below_zero", N_("Stock below zero"), "text"),
    Column("shelf", N_("Shelf"), "text"),
    Column("no_discount", N_("No discount"), "bool"),
    Column("stop_buying", N_("Stop buying"), "bool"),
    Column("stop_selling", N_("Stop selling"), "bool"),
    Column("article_number", N_("Article number"), "code"),
    Column("initials", N_("Pinyin initials"), "text"),
    Column("order_at", N_("Order when at"), "quantity"),
    Column("fill_to", N_("Fill up to"), "quantity"),
    Column("tare", N_("Tare"), "quantity"),
    Column("pack_name", N_("Pack"), "text"),
    Column("pack_ratio", N_("Units in a pack"), "integer"),
    Column("pack_barcode", N_("Pack barcode"), "code"),
    Column("pack_price", N_("Pack price"), "money"),
    Column("pack_measured", N_("Pack sold by measure"), "bool"),
    Column("stock", N_("Stock on hand"), "quantity", permission=Permission.SEE_STOCK),
    Column("selling_points", N_("Selling points"), "text"),
    Column("remark", N_("Remark"), "text"),
)
TITLES = {column.key: column.title for column in COLUMNS}

"""The workbook to import: 50,000 products in ten columns, made once and kept in build/."""

from pathlib import Path

from openpyxl import Workbook

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.sample import Recipe, product_values
from tests.benchmarks.harness import BUILD

PRODUCTS = 50_000
HEADS = ("编码", "条码", "品名", "规格", "单位", "类别", "品牌", "进价", "零售价", "库存")


def products_workbook() -> Path:
    """A workbook of products that no benchmark shop has."""
    path = BUILD / "products-50000.xlsx"
    if path.exists():
        return path
    book = Workbook(write_only=True)
    sheet = book.create_sheet("商品")
    sheet.append(HEADS)
    for place, values in enumerate(product_values(Recipe(products=PRODUCTS, seed=501))):
        code = f"N{place:06d}"
        barcode = values["barcodes"][0] if values["barcodes"] else ""
        price = [float(format_money(values[name])) for name in ("purchase_price", "retail_price")]
        texts = (f"优选{values['name']}", values["spec"], values["unit"], values["category"], values["brand"])
        sheet.append((code, barcode, *texts, *price, values["stock"] // ONE))
    BUILD.mkdir(exist_ok=True)
    part = path.with_suffix(".part")
    book.save(part)
    part.replace(path)
    return path

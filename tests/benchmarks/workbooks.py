"""The workbooks to import, made once and kept in build/: 50,000 products in ten columns, a price list of 10,000 in eight."""

from itertools import islice
from pathlib import Path

from openpyxl import Workbook

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.sample import Recipe, product_values
from tests.benchmarks.harness import BUILD
from tests.benchmarks.shops import Size

PRODUCTS = 50_000
PRICED, EVERY = 10_000, 9
PRICE_HEADS = ("货号", "条码", "品名", "规格", "单位", "供货价", "起订量", "建议零售价")
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
    return _kept(book, path)


def price_list_workbook(size: Size) -> Path:
    """A supplier's prices of products of a benchmark shop, most of them a little dearer."""
    path = BUILD / f"prices-{PRICED}-{size.name}.xlsx"
    if path.exists():
        return path
    book = Workbook(write_only=True)
    sheet = book.create_sheet("报价")
    sheet.append(PRICE_HEADS)
    coded = (values for values in product_values(Recipe(products=size.products, seed=size.seed)) if values["barcodes"])
    for place, values in enumerate(islice(coded, 0, None, EVERY)):
        if place == PRICED:
            break
        price = float(format_money(values["purchase_price"] * 105 // 100 // 100 * 100))
        texts = (values["barcodes"][0], values["name"], values["spec"], values["unit"])
        sheet.append((f"T{place:06d}", *texts, price, 12, float(format_money(values["retail_price"]))))
    return _kept(book, path)


def _kept(book: Workbook, path: Path) -> Path:
    BUILD.mkdir(exist_ok=True)
    part = path.with_suffix(".part")
    book.save(part)
    part.replace(path)
    return path

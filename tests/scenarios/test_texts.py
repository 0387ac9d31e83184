"""F43 and F56: whatever is typed is plain text, and every script of the world comes through: shop, search, paper, export."""

import csv
import json
from contextlib import suppress
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from sqlalchemy import select

from jxc_desktop import cli
from jxc_desktop.db.tables import metadata
from jxc_desktop.domain.cart import add_unknown, set_remark
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.operations.drafts import cancel_cart, hold_sale, save_draft
from jxc_desktop.operations.products import add_product
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.receipts import escpos_bytes, receipt_pdf
from jxc_desktop.queries.check import check
from jxc_desktop.queries.drafts import held_sales, open_draft
from jxc_desktop.queries.product_fields import ProductFields
from jxc_desktop.queries.product_list import product_count, product_list, visible_columns
from jxc_desktop.queries.products import find_by_code, products_of, search
from jxc_desktop.queries.receipts import receipt_of
from jxc_desktop.queries.sales import SalesFilter, find_sales, sales_count, sales_list
from tests.builders import CASH, cart_of
from tests.printing.escpos_reader import read_job

TYPED = {
    "a statement": "'; DROP TABLE product; --",
    "a double quote": '" OR ""="',
    "a union": "x' UNION SELECT hash FROM head --",
    "any": "%",
    "one": "_",
    "anys and ones": "%_%_" * 50,
    "a backslash": "\\",
    "a backslash before any": "\\%",
    "a pattern": "[a-z]*?^$(.+)+",
    "nested groups": "(" * 500 + "a+" + ")+" * 500,
    "words of the index": '"a" AND NEAR(b c) NOT d* ^e : -f {g h}',
    "an open quote": '"',
    "a parameter": ":code ? @x $1",
    "braces": "{name} {0} %(x)s",
    "zero": "x\0y",
    "lines": "a\r\nb\tc",
    "marks": "\u202e\u200b\ufeff",
    "10 kB": "可" * 10_000,
    "10 kB of quotes": "'" * 10_000,
    "10 kB of blanks and letters": "a " * 5_000,
    "a number beyond all": "9" * 400,
}
NAMES = ("100%棉_T恤", "一百棉XT恤", 'O\'Brien’s "Stout"', "a\\b", "50% off")


@pytest.fixture
def stocked_shop(shop: Shop) -> Shop:
    for number, name in enumerate(NAMES):
        with shop.work() as work:
            add_product(work, ProductFields(name, code=f"{number + 1}", retail_price=5_0000))
    with shop.work() as work:
        complete_sale(work, cart_of(*products_of(work, [1, 2, 3])), [CASH], print_receipt=False)
    return shop


def everything(shop: Shop) -> dict[str, list[tuple[object, ...]]]:
    with shop.read() as view:
        return {table.name: [tuple(row) for row in view.connection.execute(select(table))] for table in metadata.sorted_tables}


@pytest.mark.parametrize("what", TYPED)
def test_whatever_is_searched_for_is_plain_text(stocked_shop, what):
    typed, before = TYPED[what], everything(stocked_shop)
    with stocked_shop.read() as view:
        found = [product.name for product in search(view, typed)]
        find_by_code(view, typed)
        find_sales(view, typed)
        sales_count(view, SalesFilter(text=typed))
        for key in ("number", "cashier", "remark", "total"):
            sales_list(view, SalesFilter(columns={key: typed}))
        for column in visible_columns(view):
            product_list(view, 0, 10, filters={column.key: typed}, order=column.key)
            product_count(view, {column.key: typed})
    assert set(found) <= {name for name in NAMES if any(part in name for part in typed.split())}
    assert everything(stocked_shop) == before


@pytest.mark.parametrize(
    ("typed", "meant"), [("100%", {0}), ("0%", {0, 4}), ("棉_t", {0}), ("棉x", {1}), ("o'b", {2}), ("a\\b", {3}), ("% off", {4})]
)
def test_wildcards_mean_themselves(stocked_shop, typed, meant):
    with stocked_shop.read() as view:
        assert {product.name for product in search(view, typed)} == {NAMES[number] for number in meant}
        listed = product_list(view, 0, 10, filters={"name": typed})
        assert {name for row in listed for name in row if name in NAMES} == {NAMES[number] for number in meant}


STORED = {what: text for what, text in TYPED.items() if what != "zero"}


@pytest.mark.parametrize("what", STORED)
def test_whatever_is_typed_into_a_field_is_kept_or_refused(stocked_shop, what):
    typed = STORED[what]
    for operation in (
        lambda work: add_product(work, ProductFields(typed, spec=typed, unit=typed[:10], category=typed, brand=typed, remark=typed)),
        lambda work: add_product(work, ProductFields("货", code=typed)),
        lambda work: add_product(work, ProductFields("货", barcodes=(typed,), article_number=typed, initials=typed, shelf=typed)),
        lambda work: change_settings(work, shop_name=typed, receipt_foot=typed),
        lambda work: hold_sale(work, set_remark(cart_of(*products_of(work, [1])), typed), typed),
        lambda work: save_draft(work, add_unknown(cart_of(), typed)),
        lambda work: cancel_cart(work, add_unknown(cart_of(), typed)),
        lambda work: complete_sale(work, set_remark(cart_of(*products_of(work, [2])), typed), [CASH], print_receipt=True),
        lambda work: reverse_sale(
            work, complete_sale(work, cart_of(*products_of(work, [3])), [CASH], print_receipt=True).document_id, typed
        ),
    ):
        with suppress(ShopError), stocked_shop.work() as work:
            operation(work)
    with stocked_shop.read() as view:
        assert [finding.sentence() for finding in check(view).findings] == []
        held_sales(view)
        open_draft(view)


SCRIPTS = {
    "emoji": "奶茶🍵🧋🇨🇳👍🏽",
    "rare Chinese": "𠮷野家𡃁",
    "Arabic": "شاي أخضر",
    "Hebrew": "תה ירוק",
    "Thai": "ชาเขียว",
    "Devanagari": "हरी चाय",
    "accents that combine": "Cafe\u0301 cre\u0300me",
    "Mongolian": "ᠴᠠᠢ",
    "Tibetan": "ཇ་ལྗང་ཁུ་",
}


@pytest.mark.parametrize("what", SCRIPTS)
def test_every_script_comes_through_shop_search_paper_and_export(shop, tmp_path, capsys, what):
    name = SCRIPTS[what]
    with shop.work() as work:
        product_id = add_product(work, ProductFields(name, code="77", barcodes=("6901234567892",), unit="杯", retail_price=12_5000))
        sold = complete_sale(work, cart_of(*products_of(work, [1])), [CASH], print_receipt=True)
    assert product_id
    with shop.read() as view:
        assert [product.name for product in search(view, name)] == [name]
        assert [product.name for product in search(view, name[:2])] == [name]
        receipt = receipt_of(view, sold.number)
        assert [finding.sentence() for finding in check(view).findings] == []
    assert receipt.lines[0].name == name
    for is_bitmap in (False, True):
        assert read_job(escpos_bytes(receipt, is_bitmap=is_bitmap))
    receipt_pdf(receipt, tmp_path / "receipt.pdf")
    with pypdfium2.PdfDocument(tmp_path / "receipt.pdf") as opened:
        assert "XS20261122-0001" in opened[0].get_textpage().get_text_bounded()
    shop.close()
    for kind in ("products", "sales"):
        for suffix in ("xlsx", "csv"):
            out = tmp_path / f"{kind}.{suffix}"
            assert cli.main(["export", kind, "--shop", str(shop.path), "-o", str(out), "--json"]) == cli.DONE
            assert json.loads(capsys.readouterr().out)["rows"] == 1
            assert name in cells(out)


def cells(path: Path) -> list[object]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [cell for row in csv.reader(file) for cell in row]
    return [cell.value for row in openpyxl.load_workbook(path).worksheets[0].iter_rows() for cell in row]

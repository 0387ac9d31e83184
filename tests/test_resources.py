"""What is shipped beside the code: the product list, the vocabulary of the sample shop, the icons and their licence."""

import csv
import json
from collections import Counter
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from jxc_desktop import i18n, paths
from jxc_desktop.domain.barcodes import is_valid_gtin
from jxc_desktop.domain.money import parse_money
from jxc_desktop.domain.products import KIND_TITLES, Kind

ICONS = sorted(paths.resource("icons").glob("*.svg"))


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with paths.resource("sample", "products.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def words() -> Any:
    return json.loads(paths.resource("sample", "words.json").read_text(encoding="utf-8"))


def test_the_product_list_has_some_60_products_with_a_code_and_name_each(rows):
    assert len(rows) >= 60
    assert all(row["商品编码"] and row["商品名称"] and row["单位"] and row["分类"] for row in rows)
    assert max(Counter(row["商品编码"] for row in rows).values()) == 1
    assert max(Counter((row["商品名称"], row["规格"]) for row in rows).values()) == 1


def test_every_barcode_of_the_list_is_right_and_stands_once(rows):
    codes = [code for row in rows for code in (row["条码"], row["大单位条码"]) if code]
    assert len(codes) > 60
    assert all(map(is_valid_gtin, codes))
    assert len(codes) == len(set(codes))


def test_excel_opens_the_list_in_chinese():
    assert paths.resource("sample", "products.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_nothing_of_the_list_is_sold_below_its_cost(rows):
    priced = [row for row in rows if row["进价"]]
    assert len(priced) > 50
    assert [row["商品名称"] for row in priced if parse_money(row["零售价"]) <= parse_money(row["进价"])] == []
    packed = [row for row in rows if row["大单位售价"]]
    assert [row["商品名称"] for row in packed if parse_money(row["大单位售价"]) <= parse_money(row["进价"]) * int(row["换算"])] == []
    assert [row["商品名称"] for row in priced if row["会员价"] and parse_money(row["会员价"]) > parse_money(row["零售价"])] == []


def test_the_list_has_every_kind_in_the_words_of_the_screen(rows):
    i18n.use_language("zh_CN")
    assert {row["商品类型"] for row in rows} == {i18n._(KIND_TITLES[kind]) for kind in Kind}


def test_what_has_no_stock_or_price_leaves_it_blank(rows):
    assert all(not row["库存"] for row in rows if row["商品类型"] in {"服务项目", "无码商品"})
    assert [row["零售价"] for row in rows if row["商品类型"] == "无码商品"] == [""]


def test_cigarettes_take_no_discount(rows):
    assert {row["不打折"] for row in rows if row["分类"] == "香烟"} == {"是"}


def test_the_vocabulary_makes_100_000_names_as_its_shares_ask(words):
    shares = sum(category["share"] for category in words["categories"])
    for category in words["categories"]:
        names = len(words["brands"]) * len(category["flavours"]) * len(category["nouns"])
        assert names >= 100_000 * category["share"] / shares, category["name"]


def test_no_word_of_the_vocabulary_stands_twice(words):
    lists = [words["brands"], *(category[key] for category in words["categories"] for key in ("flavours", "nouns", "specs"))]
    assert [word for one in lists for word, count in Counter(one).items() if count > 1] == []


def test_the_vocabulary_knows_kinds_and_prices(words):
    for category in words["categories"]:
        assert category["kind"] in {"goods", "weighed"}
        cheapest, dearest = map(parse_money, category["price"])
        least, most = category["margin_percent"]
        assert 0 < cheapest < dearest
        assert 0 < least < most < 100


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_an_icon_is_drawn_in_lines_of_one_style(path):
    root = ET.parse(path).getroot()
    assert root.attrib["viewBox"] == "0 0 24 24"
    assert root.attrib["stroke"] == "currentColor"
    assert len(root) > 0


def test_icons_come_with_their_licence():
    assert len(ICONS) >= 20
    assert "ISC License" in paths.resource("icons", "LICENSE").read_text(encoding="utf-8")
    assert "resources/icons" in (paths.resource_root().parent / "NOTICE").read_text(encoding="utf-8")

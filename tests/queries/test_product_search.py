"""The search finds what people type, and takes any text for text."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jxc_desktop.domain.search_words import fold
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.operations.imports import apply_import, stage_import
from jxc_desktop.operations.products import add_product
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.product_fields import ProductFields
from jxc_desktop.queries.product_search import search, search_ids
from tests import builders

PRODUCTS = (
    ProductFields(name="厦门馅饼", spec="500g", code="20001"),
    ProductFields(name="自攻螺丝 4×40", spec="镀锌", code="20002"),
    ProductFields(name="农夫山泉", spec="550ml*24", code="20003", barcodes=("6921168509256",)),
    ProductFields(name="ＡＢＣ卫生巾", code="20004", article_number="HX-88"),
    ProductFields(name="50%酒精 [医用] \"甲\"'乙'_丙", code="20005"),
    ProductFields(name="重庆火锅底料", code="20006", initials="cqhg"),
    ProductFields(name="停售的旧货", code="20007", stop_selling=True),
)


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    with shop.work() as work:
        for fields in PRODUCTS:
            add_product(work, fields)
    return shop


def names(shop: Shop, text: str) -> list[str]:
    with shop.read() as view:
        return [product.name for product in search(view, text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("xm", "厦门馅饼"), ("sm", "厦门馅饼"), ("XMXB", "厦门馅饼"), ("xiamen", "厦门馅饼"), ("xiam", "厦门馅饼"), ("mxb", "厦门馅饼"),
        ("xianb", "厦门馅饼"), ("厦门", "厦门馅饼"), ("馅", "厦门馅饼"), ("500g", "厦门馅饼"), ("20001", "厦门馅饼"), ("2000", "厦门馅饼"),
        ("4*40 自攻", "自攻螺丝 4×40"), ("4x40", "自攻螺丝 4×40"), ("4X40", "自攻螺丝 4×40"), ("４乘４０", "自攻螺丝 4×40"),
        ("自攻螺丝4-40镀锌", ""), ("40镀", "自攻螺丝 4×40"), ("9256", "农夫山泉"), ("6921168509256", "农夫山泉"), ("24", "农夫山泉"),
        ("nfsq", "农夫山泉"), ("shanquan", "农夫山泉"), ("fushan", "农夫山泉"), ("农夫 550", "农夫山泉"), ("abc", "ABC卫生巾"), ("hx88", "ABC卫生巾"),
        ("wsj", "ABC卫生巾"), ("50%", "50%"), ("[医", "50%"), ('"甲"', "50%"), ("'乙'_", "50%"), ("cqhg", "重庆火锅底料"), ("zqhg", "重庆火锅底料"),
    ],
)  # fmt: skip
def test_what_people_type(stocked: Shop, text: str, name: str):
    found = names(stocked, text)
    assert any(fold(each).startswith(fold(name)) for each in found) if name else not found


@pytest.mark.parametrize(
    "text", ["%", "_", "%%%", '"', "'; DROP TABLE product; --", "(a+)+$", "a" * 10_000, "\x00", "\ud800", " ", "", "AND", "NEAR("]
)
def test_any_text_is_plain_text(stocked: Shop, text: str):
    assert all(fold(text)[:1] in fold(name) for name in names(stocked, text))


def test_parts_that_stand_apart_are_no_match(shop: Shop):
    """The index knows pairs of signs; what it offers is looked at again."""
    for name in ("香草草莓味", "草莓香草味", "abxbc", "abc"):
        builders.product(shop, name)
    assert names(shop, "香草莓") == []
    assert names(shop, "草莓味") == ["香草草莓味"]
    assert names(shop, "abc") == ["abc"]


def test_what_is_not_sold_any_more_is_found_only_when_asked(stocked: Shop):
    assert names(stocked, "停售") == []
    with stocked.read() as view:
        assert [product.name for product in search(view, "停售", stopped=True)] == ["停售的旧货"]


def test_pages_follow_each_other(shop: Shop):
    with shop.read() as view:
        found = compare(view, [SheetRow(number, {"name": f"牛奶{number}", "code": f"{number}"}) for number in range(2, 130)])
    apply_import(shop, stage_import(shop, found, "a", "b"))
    with shop.read() as view:
        pages = [search_ids(view, "nn", limit=50, offset=offset) for offset in (0, 50, 100)]
        assert [len(page) for page in pages] == [50, 50, 28]
        assert len({each for page in pages for each in page}) == 128
        assert len(search(view, "牛", limit=128)) == 128


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
def test_no_text_breaks_the_search(stocked: Shop, text: str):
    names(stocked, text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_part_of_a_name_finds_it(stocked: Shop, data: st.DataObject):
    product = data.draw(st.sampled_from(PRODUCTS[:-1]))
    whole = product.name + product.spec
    start = data.draw(st.integers(0, len(whole) - 1))
    part = whole[start : data.draw(st.integers(start + 1, len(whole)))]
    if fold(part):
        assert " ".join(product.name.split()) in names(stocked, part)


@pytest.mark.parametrize("text", ["xmxb", "xiamen", "馅饼", "500g"])
def test_a_product_that_a_test_builds_is_found_like_an_entered_one(shop, text):
    builders.product(shop, "厦门馅饼", spec="500g")
    assert names(shop, text) == ["厦门馅饼"]

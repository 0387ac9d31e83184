"""What is asked about before a product is saved."""

import pytest

from jxc_desktop.domain.products import EnteredPack, Finding, FindingKind, Kind, Pack, Product, findings, uneven_packs

MEMBER, WHOLESALE = FindingKind.MEMBER_BELOW_COST, FindingKind.WHOLESALE_BELOW_COST


def kinds(**fields: object) -> list[FindingKind]:
    given = {"name": "可乐", "unit": "瓶", "retail_price": 30_000, **fields}
    return [finding.kind for finding in findings(**given)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, []),
        ({"barcodes": ["6901234567892", "A-1"]}, []),
        ({"barcodes": ["6901234567893"]}, [FindingKind.BAD_CHECK_DIGIT]),
        ({"purchase_price": 30_001}, [FindingKind.PRICE_BELOW_COST]),
        ({"purchase_price": 30_000}, []),
        ({"purchase_price": 20_001, "member_price": 20_000, "wholesale_price": 20_000}, [MEMBER, WHOLESALE]),
        ({"purchase_price": 20_000, "packs": [EnteredPack("箱", 24_000, 480_000)]}, []),
        ({"purchase_price": 20_000, "packs": [EnteredPack("箱", 24_000, 479_999)]}, [FindingKind.PACK_BELOW_COST]),
        ({"barcodes": ["A"], "packs": [EnteredPack("箱", 24_000, None, ["B"])]}, []),
        ({"barcodes": ["A"], "packs": [EnteredPack("箱", 24_000, None, ["A"])]}, [FindingKind.CODE_TWICE]),
        ({"packs": [EnteredPack("箱", 24_000, None, ["A"]), EnteredPack("条", 12_000, None, ["A"])]}, [FindingKind.CODE_TWICE]),
        ({"known": {("可乐", "")}}, [FindingKind.SAME_NAME_AND_SPEC]),
        ({"order_at": 10_000, "fill_to": 9_999}, [FindingKind.FILLS_TOO_LITTLE]),
        ({"order_at": 10_000, "fill_to": 10_000}, []),
        ({"fill_to": 5_000}, []),
        ({"known": {("可乐", "")}, "spec": "500ml"}, []),
        ({"known": lambda _name, _spec: True}, [FindingKind.SAME_NAME_AND_SPEC]),
        ({"unit": ""}, [FindingKind.NO_UNIT]),
        ({"unit": "", "kind": Kind.SERVICE}, []),
        ({"retail_price": None}, [FindingKind.NO_PRICE]),
        ({"retail_price": None, "kind": Kind.OPEN_PRICE}, []),
        ({"packs": [EnteredPack("箱", 24_000)]}, []),
        ({"packs": [EnteredPack("箱", 24_500)]}, [FindingKind.RATIO_NOT_WHOLE]),
        ({"packs": [EnteredPack("箱", 1000)]}, [FindingKind.RATIO_NOT_WHOLE]),
    ],
)
def test_entry_checks(fields, found):
    assert kinds(**fields) == found


def test_a_finding_words_itself():
    assert Finding(FindingKind.BAD_CHECK_DIGIT, "12345678").sentence() == "The check digit of barcode 12345678 is wrong."
    below = findings(name="可乐", unit="瓶", retail_price=3_0000, purchase_price=4_0000, packs=[EnteredPack("箱", 24_000, 90_0000)])
    assert [finding.sentence() for finding in below] == [
        "The retail price 3.00 is below the purchase price 4.00.",
        "The price of pack 箱 90.00 is below what is in it costs: 96.00.",
    ]
    assert all(Finding(kind, "x").sentence() for kind in FindingKind)


def test_uneven_packs_are_reported():
    assert uneven_packs(48_000, 24) is None
    assert uneven_packs(49_000, 24) == Finding(FindingKind.UNEVEN_PACKS, "49")


def test_a_product_knows_its_packs():
    box = Pack(7, "箱", 24)
    product = Product(1, "1", "可乐", packs=(box,))
    assert product.pack(7) is box
    assert product.pack(None) is None


def test_services_and_open_prices_keep_no_stock():
    assert [kind for kind in Kind if kind.has_stock] == [Kind.GOODS, Kind.WEIGHED]

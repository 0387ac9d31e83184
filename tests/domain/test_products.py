"""What is asked about before a product is saved."""

import pytest

from jxc_desktop.domain.products import Finding, FindingKind, Kind, Pack, Product, findings, uneven_packs


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
        ({"known": {("可乐", "")}}, [FindingKind.SAME_NAME_AND_SPEC]),
        ({"known": {("可乐", "")}, "spec": "500ml"}, []),
        ({"known": lambda _name, _spec: True}, [FindingKind.SAME_NAME_AND_SPEC]),
        ({"unit": ""}, [FindingKind.NO_UNIT]),
        ({"unit": "", "kind": Kind.SERVICE}, []),
        ({"retail_price": None}, [FindingKind.NO_PRICE]),
        ({"retail_price": None, "kind": Kind.OPEN_PRICE}, []),
        ({"pack_ratios": [("箱", 24_000)]}, []),
        ({"pack_ratios": [("箱", 24_500)]}, [FindingKind.RATIO_NOT_WHOLE]),
        ({"pack_ratios": [("箱", 1000)]}, [FindingKind.RATIO_NOT_WHOLE]),
    ],
)
def test_entry_checks(fields, found):
    assert kinds(**fields) == found


def test_a_finding_words_itself():
    assert Finding(FindingKind.BAD_CHECK_DIGIT, "12345678").sentence() == "The check digit of barcode 12345678 is wrong."
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

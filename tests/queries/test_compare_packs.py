"""Which of a product's packs a row means: by barcode, ratio and name; what contradicts is wrong, what is not meant stays."""

from typing import Any

import pytest

from jxc_desktop.domain.sheet_rows import CLEAR
from jxc_desktop.queries.compare_packs import PackChange, pack_change
from jxc_desktop.queries.known_products import KnownPack

SIX = KnownPack(1, "提", 6, 17_0000, ("111111", "222222"))
BOX = KnownPack(2, "箱", 24, 60_0000, ("333333",))
UNIT = ("999999",)


def row(name: Any = None, ratio: Any = None, code: Any = None, price: Any = None) -> dict[str, Any]:
    """A row's pack columns; a blank cell is absent."""
    told = {"pack_name": name, "pack_ratio": ratio, "pack_barcode": (code,) if isinstance(code, str) else code, "pack_price": price}
    return {key: value for key, value in told.items() if value is not None}


def found(values: dict[str, Any], *packs: KnownPack) -> PackChange:
    return pack_change(packs or (SIX, BOX), UNIT, values)


@pytest.mark.parametrize(
    "values",
    [
        row("箱", 24, "333333"),
        row("箱", 24),
        row(code="333333"),
        row("箱"),
        row(ratio=24),
        row("提", 6, "222222"),
        row("提", 6, None, 17_0000),
    ],
)
def test_what_is_known_changes_nothing(values):
    assert found(values).changes == ()


@pytest.mark.parametrize(
    ("values", "pack_id", "changes"),
    [
        (row("箱", 24, "444444"), 2, [("pack_barcode", ("333333",), ("333333", "444444"))]),
        (row("箱", price=62_0000), 2, [("pack_price", 60_0000, 62_0000)]),
        (row("件", 24), 2, [("pack_name", "箱", "件")]),
        (row("箱", 12), 2, [("pack_ratio", 24, 12)]),
        (row(code="222222", price=18_0000), 1, [("pack_price", 17_0000, 18_0000)]),
        (row("箱", 24, CLEAR), 2, [("pack_barcode", ("333333",), ())]),
        (row("箱", 24, price=CLEAR), 2, [("pack_price", 60_0000, None)]),
        (row("盒", 12, "444444"), 0, [("pack_name", "", "盒"), ("pack_ratio", None, 12), ("pack_barcode", (), ("444444",))]),
    ],
)
def test_a_row_changes_the_pack_it_means(values, pack_id, changes):
    change = found(values)
    assert (change.pack_id, [tuple(each) for each in change.changes], change.reason) == (pack_id, changes, "")


@pytest.mark.parametrize("values", [row(ratio=12), row("件"), row(code="444444"), row(price=1_0000), row("箱", 12, "444444")])
def test_the_only_pack_is_meant_by_what_names_no_other(values):
    assert found(values, BOX).pack_id == BOX.id


@pytest.mark.parametrize(
    ("values", "reason", "other"),
    [
        (row(price=1_0000), "which_pack", "提 (6)"),
        (row(ratio=12), "which_pack", "提 (6)"),
        (row(code="444444"), "which_pack", "提 (6)"),
        (row("箱", 6), "other_pack", "提 (6)"),
        (row("提", 6, "333333"), "other_pack", "箱 (24)"),
    ],
)
def test_what_may_mean_several_is_wrong(values, reason, other):
    assert (found(values).reason, found(values).other) == (reason, other)


def test_packs_of_one_ratio_are_told_apart_by_their_names():
    dozen, box = KnownPack(1, "打", 12, None), KnownPack(2, "盒", 12, None)
    assert found(row("盒", 12, price=1_0000), dozen, box).pack_id == 2
    assert found(row(ratio=12, price=1_0000), dozen, box).reason == "which_pack"


@pytest.mark.parametrize("values", [row(CLEAR, code="333333"), row("箱", CLEAR)])
def test_an_emptied_pack_goes(values):
    assert [tuple(each) for each in found(values).changes] == [
        ("pack_name", "箱", ""),
        ("pack_ratio", 24, None),
        ("pack_barcode", ("333333",), ()),
        ("pack_price", 60_0000, None),
    ]


def test_the_units_own_barcode_is_no_packs():
    change = found(row("箱", 24, "999999"))
    assert (change.changes, change.note) == ((), "pack_code_of_unit")


def test_a_pack_without_a_ratio_is_none():
    assert pack_change((), UNIT, row("箱", code="444444")) == PackChange(note="pack_without_ratio")
    assert pack_change((), UNIT, row(CLEAR, CLEAR)) == PackChange()

"""The shop's choices: checked, stored, remembered."""

import pytest
from sqlalchemy import select

from jxc_desktop.db.tables import shop as t
from jxc_desktop.domain.scale_codes import BadScaleFormat, ScaleFormat, formats_to_json
from jxc_desktop.domain.settings import Settings, choices, titles
from jxc_desktop.operations.settings import BadSetting, change_settings
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.queries import shop_ids


def change(shop, **changes):
    with shop.work() as work:
        return change_settings(work, **changes)


def test_a_choice_is_in_force_at_once_and_next_time(shop):
    change(shop, shop_name="百货店", cash_rounding="yuan", day_change_hour=6)
    assert (shop.settings.shop_name, shop.settings.cash_rounding, shop.settings.day_change_hour) == ("百货店", "yuan", 6)
    again = open_shop(shop.path, program="again")
    assert again.settings == shop.settings
    again.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("day_change_hour", 24),
        ("day_change_hour", -1),
        ("day_change_hour", "4"),
        ("day_change_hour", True),
        ("cash_rounding", "up"),
        ("below_zero", ""),
        ("round_off_limit", -100),
        ("round_off_limit", 50),
        ("tax_rate", 10_001),
        ("count_day", 32),
        ("count_tolerance", -1),
        ("cycle_days_a", 0),
        ("own_barcode_prefix", "30"),
        ("own_barcode_prefix", "2"),
        ("bare_enter_method", "shells"),
        ("shop_name", "x" * 2001),
        ("no_such_thing", 1),
    ],
)
def test_what_is_not_possible_changes_nothing(shop, name, value):
    with pytest.raises(BadSetting):
        change(shop, **{"shop_name": "新名字", name: value})
    assert shop.settings == Settings()


@pytest.mark.parametrize("name", [name for name in titles() if choices(name)])
def test_every_offered_choice_can_be_made(shop, name):
    for value in choices(name):
        assert getattr(change(shop, **{name: value}), name) == value


def test_only_what_differs_is_written(shop):
    change(shop, shop_name="百货店")
    change(shop, shop_name="百货店", shop_phone="")
    with shop.read() as view:
        entries = view.connection.execute(select(t.audit_entry)).all()
        assert {row.key for row in view.connection.execute(select(t.setting))} == {shop_ids.KEY, "shop_name"}
    assert [entry.subject for entry in entries] == ["shop_name"]


def test_a_scale_format_that_can_not_be_read_is_refused(shop):
    with pytest.raises(BadScaleFormat):
        change(shop, scale_formats="[{}]")


def test_in_store_codes_and_scale_labels_never_begin_alike(shop):
    with pytest.raises(BadSetting):
        change(shop, own_barcode_prefix="21")
    with pytest.raises(BadSetting):
        change(shop, scale_formats=formats_to_json([ScaleFormat("29")]))
    assert change(shop, scale_formats=formats_to_json([ScaleFormat("29")]), own_barcode_prefix="28").own_barcode_prefix == "28"

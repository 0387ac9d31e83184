"""The scale formats in the settings: found from two labels, ordered, removed, kept."""

import pytest

from jxc_desktop.domain.barcodes import check_digit
from jxc_desktop.domain.permissions import Actor
from jxc_desktop.domain.scale_codes import DEFAULT_FORMATS, ScaleFormat, ScaleValue, formats_from_json
from jxc_desktop.ui.settings.page import SECTIONS, SettingsPage
from jxc_desktop.ui.settings.scale_codes import ScaleCodesForm, describe


@pytest.fixture
def form(qtbot, shop):
    made = ScaleCodesForm(shop)
    qtbot.addWidget(made)
    return made


def fill(form, codes, items, weights):
    for fields, code, item, weight in zip(form.labels, codes, items, weights, strict=True):
        form.take_scan(code + check_digit(code))
        fields.item.setText(item)
        fields.weight.line.setText(weight)


def test_two_labels_give_the_format_and_it_comes_first(form, shop):
    fill(form, ("230001201236", "230003400500"), ("12", "34"), ("1.236", "0.5"))
    assert form.answer.text() == "Found: 23 · item 5 · weight in kg 5 (3 decimals) · 13 digits"
    form.add.click()
    wanted = ScaleFormat("23", value=ScaleValue.WEIGHT, decimals=3)
    assert formats_from_json(shop.settings.scale_formats) == (wanted, *DEFAULT_FORMATS)
    assert form.list.item(0).text() == describe(wanted)
    assert form.labels[0].code.text() == ""


def test_why_none_is_found_is_said_and_nothing_can_be_added(form):
    fill(form, ("230001201236", "230003400500"), ("12", "34"), ("1.236", "0.7"))
    assert "No place in the codes" in form.answer.text()
    assert not form.add.isEnabled()


def test_the_order_is_kept_and_the_last_one_stays(form, shop):
    form.on_move(1)
    assert form.formats == (DEFAULT_FORMATS[1], DEFAULT_FORMATS[0], DEFAULT_FORMATS[2])
    for _time in range(4):
        form.on_remove()
    assert len(formats_from_json(shop.settings.scale_formats)) == 1
    form.on_usual()
    assert form.formats == DEFAULT_FORMATS


def test_nobody_without_the_right_can_change_them(form, shop):
    shop.actor = Actor(1, "a", frozenset())
    form.fill()
    fill(form, ("230001201236", "230003400500"), ("12", "34"), ("1.236", "0.5"))
    assert not any(button.isEnabled() for button in (*form.buttons, form.add, form.by_hand.add))


def test_the_page_hands_scans_to_this_section_only(qtbot, shop):
    page = SettingsPage(shop)
    qtbot.addWidget(page)
    assert not page.take_scan("230001201236")
    section = page.section([title for title, _make in SECTIONS].index("Scale codes"))
    assert page.take_scan("230001201236")
    assert isinstance(section, ScaleCodesForm)
    assert section.labels[0].code.text() == "230001201236"


def test_a_shop_with_many_scales_keeps_all_their_formats(form, shop):
    many = [ScaleFormat(str(prefix), item_start=4, item_length=3) for prefix in range(2010, 2040)]
    form._save(many)
    assert formats_from_json(shop.settings.scale_formats) == tuple(many)


def test_a_format_is_typed_from_the_manual(form, shop):
    hand = form.by_hand
    hand.prefix.setText("21")
    hand.length.setCurrentIndex(1)
    hand.value.setCurrentIndex(3)
    hand.add.click()
    assert formats_from_json(shop.settings.scale_formats) == (DEFAULT_FORMATS[2], *DEFAULT_FORMATS[:2])


def test_a_format_that_can_t_be_read_is_refused_where_it_is_typed(form, shop):
    for prefix in ("", "2x", "219"):
        form.by_hand.prefix.setText(prefix)
        form.by_hand.add.click()
        assert "can't be used" in form.by_hand.prefix.accessibleDescription()
    assert shop.settings.scale_formats == ""

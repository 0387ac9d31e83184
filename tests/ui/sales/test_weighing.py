"""The scale read by a key: into the field that asks, less the tare; troubles in words, and the weight can still be typed."""

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import update

from jxc_desktop.db.tables import products
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.scales import Scale, ScaleKind, ScaleMoving
from jxc_desktop.ui import jobs
from jxc_desktop.ui.scale_choice import keep_scale, scale
from jxc_desktop.ui.settings.scale_form import ScaleForm
from tests.builders import product
from tests.ui.sales.conftest import COLA

ENTER, CTRL_W = Qt.Key.Key_Return, (Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
GRAM = 1_000
PEARS = "6950000000097"


@pytest.fixture
def pears(shop):
    return product(shop, "梨", 6_0000, unit="斤", kind=Kind.WEIGHED, barcode=PEARS)


@pytest.fixture
def on_scale(monkeypatch):
    """What lies on the scale, in milligrams, or the trouble there is."""
    lies: list[object] = [1_236 * GRAM]

    def read(_scale):
        if isinstance(lies[0], Exception):
            raise lies[0]
        return lies[0]

    monkeypatch.setattr(jobs, "read_scale", read)
    keep_scale(Scale(ScaleKind.DAHUA, "COM4"))
    return lies


@pytest.fixture
def weigh(qtbot, page, press):
    def read():
        key, modifier = CTRL_W
        press(key, modifier=modifier)
        qtbot.waitUntil(lambda: not page.weighing.is_reading)

    return read


def line(page):
    return page.counter.cart.lines[-1]


def test_the_weight_goes_into_the_field_that_asks_and_the_next_scan_may_come(page, pears, on_scale, scan, weigh):
    scan(PEARS)
    assert page.counter.cart_view.editor is not None
    weigh()
    assert (line(page).pack_quantity, page.counter.cart_view.editor) == (2_472, None)  # 1.236 kg are 2.472 斤
    assert page.counter.line.hasFocus()
    scan(COLA)
    assert len(page.counter.cart) == 2


def test_the_tare_of_the_product_is_taken_off(page, shop, pears, on_scale, scan, weigh):
    with shop.work() as work:
        work.connection.execute(update(products.product).where(products.product.c.id == pears.id).values(tare=72))
    scan(PEARS)
    weigh()
    assert line(page).pack_quantity == 2_400


def test_nothing_but_the_tare_is_no_weight(page, shop, pears, on_scale, scan, press, weigh):
    with shop.work() as work:
        work.connection.execute(update(products.product).where(products.product.c.id == pears.id).values(tare=100))
    on_scale[0] = 50 * GRAM
    scan(PEARS)
    weigh()
    assert page.counter.strip.label.text().startswith("Nothing but the tare is on the scale.")
    press("2", ENTER)
    assert line(page).pack_quantity == 2_000


def test_a_line_weighed_before_is_weighed_again(page, pears, on_scale, scan, press, weigh):
    scan(PEARS)
    press("1", ENTER)
    weigh()
    assert line(page).pack_quantity == 2_472


def test_a_trouble_is_told_and_the_field_stays(page, pears, on_scale, scan, weigh):
    on_scale[0] = ScaleMoving()
    scan(PEARS)
    weigh()
    assert page.counter.strip.label.text().startswith("The scale does not come to rest.")
    assert page.counter.cart_view.editor is not None


def test_a_line_that_went_meanwhile_needs_no_weight(qtbot, page, pears, on_scale, scan, press, weigh):
    scan(PEARS)
    press("1", ENTER)
    page.weighing.read()
    page.edits.remove()
    qtbot.waitUntil(lambda: not page.weighing.is_reading)
    assert page.counter.cart.is_empty


def test_counted_goods_and_cloth_are_not_weighed(page, shop, on_scale, scan, press, weigh):
    product(shop, "花布", 9_0000, unit="米", kind=Kind.WEIGHED, barcode="6950000000103")
    for code in (COLA, "6950000000103"):
        scan(code)
        weigh()
        assert page.counter.strip.label.text().startswith("The line under the cursor is not weighed.")


def test_without_a_scale_it_is_said_where_to_choose_one(page, pears, scan, weigh):
    scan(PEARS)
    weigh()
    assert page.counter.strip.label.text().startswith("No scale is set up.")


# in the settings


@pytest.fixture
def form(qtbot):
    made = ScaleForm()
    qtbot.addWidget(made)
    return made


def choose(form, kind, port="COM4"):
    form.kind.setCurrentIndex(form.kind.findData(kind))
    form.on_kind()
    form.port.setText(port)


def test_the_scale_is_kept_on_this_computer(form):
    choose(form, ScaleKind.TOLEDO)
    form.save.click()
    assert scale() == Scale(ScaleKind.TOLEDO, "COM4", 9600, is_seven_even=True)


def test_a_scale_hangs_on_a_port(form):
    choose(form, ScaleKind.DAHUA, " ")
    with pytest.raises(Exception, match="which port"):
        form.on_save()
    assert scale() == Scale()


def test_the_test_reads_it_as_the_form_says(qtbot, form, on_scale, monkeypatch):
    told = []
    monkeypatch.setattr("jxc_desktop.ui.trouble.tell", lambda _widget, text, **_more: told.append(text))
    choose(form, ScaleKind.GENERIC)
    form.trial.click()
    assert not form.trial.isEnabled()
    qtbot.waitUntil(form.trial.isEnabled)
    assert told == ["The scale says 1.236 kg."]

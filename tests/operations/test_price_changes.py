"""Mass changes: proposed, applied with history, refused row by row, taken back as a batch."""

import pytest
from sqlalchemy import select

from jxc_desktop.db.tables.products import price_change
from jxc_desktop.db.tables.shop import audit_entry
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.price_rules import parse_rule
from jxc_desktop.domain.products import Kind
from jxc_desktop.operations import imports, users
from jxc_desktop.operations.import_undo import UsedSince, undo_import
from jxc_desktop.operations.planned_prices import confirm_tags
from jxc_desktop.operations.price_changes import NothingToChange, change_products
from jxc_desktop.operations.products import add_product, change_product
from jxc_desktop.queries.imports import import_batches
from jxc_desktop.queries.planned_prices import planned_prices
from jxc_desktop.queries.price_changes import MassChange, pasted_rows, proposed, proposed_prices
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.product_fields import ProductFields
from tests.builders import product, stocked


def propose(shop, ids, rule="", *, rises_wait=False, **values):
    with shop.read() as view:
        return proposed(view, ids, MassChange(values, parse_rule(rule) if rule else None, rises_wait=rises_wait))


def waiting(shop):
    with shop.read() as view:
        return [(each.name, each.new) for each in planned_prices(view)]


def paste(shop, text):
    with shop.read() as view:
        return proposed_prices(view, pasted_rows(text))


def price_of(shop, product_id):
    with shop.read() as view:
        return product_card(view, product_id).fields.retail_price


def history(shop):
    with shop.read() as view:
        return [tuple(row) for row in view.connection.execute(select(price_change.c.product_id, price_change.c.old, price_change.c.new))]


def as_role(shop, rights, name="店员"):
    with shop.work() as work:
        person = users.add_user(work, name, users.add_role(work, name, rights))
    shop.sign_in(person)


def test_prices_rise_with_history_and_go_back_as_a_batch(shop):
    tea, cola = product(shop, "茶", 10_0000), product(shop, "可乐", 3_0000)
    batch = change_products(shop, propose(shop, [tea.id, cola.id], "+5%"), "+5%")
    assert (price_of(shop, tea.id), price_of(shop, cola.id)) == (10_5000, 3_1500)
    assert history(shop) == [(tea.id, 10_0000, 10_5000), (cola.id, 3_0000, 3_1500)]
    undo_import(shop, batch)
    assert (price_of(shop, tea.id), price_of(shop, cola.id)) == (10_0000, 3_0000)
    assert len(history(shop)) == 4


def test_a_rise_waits_for_its_tag_and_all_else_is_done_at_once(shop):
    tea, cola = product(shop, "茶", 10_0000), product(shop, "可乐", 12_0000)
    proposal = propose(shop, [tea.id, cola.id], "11", rises_wait=True, category="饮料")
    assert [line.waits for line in proposal.lines if line.change.field == "retail_price"] == [True, False]
    batch = change_products(shop, proposal, "11")
    assert (price_of(shop, tea.id), price_of(shop, cola.id), waiting(shop)) == (10_0000, 11_0000, [("茶", 11_0000)])
    with shop.read() as view:
        assert {product_card(view, made.id).fields.category for made in (tea, cola)} == {"饮料"}
    undo_import(shop, batch)
    assert (price_of(shop, tea.id), price_of(shop, cola.id), waiting(shop)) == (10_0000, 12_0000, [])


def test_pasted_rises_wait_too(shop):
    product(shop, "茶", 10_0000, code="1001")
    with shop.read() as view:
        proposal = proposed_prices(view, pasted_rows("1001 12"), rises_wait=True)
    change_products(shop, proposal, "paste")
    assert waiting(shop) == [("茶", 12_0000)]


def test_a_price_where_there_was_none_and_other_prices_wait_for_nothing(shop):
    tea = product(shop, "茶", None)
    change_products(shop, propose(shop, [tea.id], "11", rises_wait=True), "11")
    with shop.read() as view:
        member = proposed(view, [tea.id], MassChange(rule=parse_rule("12"), price="member_price", rises_wait=True))
    change_products(shop, member, "12")
    with shop.read() as view:
        fields = product_card(view, tea.id).fields
    assert (fields.retail_price, fields.member_price, waiting(shop)) == (11_0000, 12_0000, [])


def test_what_a_batch_planned_anew_waits_again_when_it_is_taken_back(shop):
    tea = product(shop, "茶", 10_0000)
    change_products(shop, propose(shop, [tea.id], "11", rises_wait=True), "11")
    batch = change_products(shop, propose(shop, [tea.id], "12", rises_wait=True), "12")
    assert waiting(shop) == [("茶", 12_0000)]
    undo_import(shop, batch)
    assert waiting(shop) == [("茶", 11_0000)]


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_newer_price_takes_the_place_of_a_rise_that_waits(shop, by_hand):
    tea = product(shop, "茶", 10_0000)
    change_products(shop, propose(shop, [tea.id], "11", rises_wait=True), "11")
    if by_hand:
        with shop.work() as work:
            change_product(work, tea.id, ProductFields("茶", code=tea.code, retail_price=9_0000), 1)
        assert (price_of(shop, tea.id), waiting(shop)) == (9_0000, [])
    else:
        batch = change_products(shop, propose(shop, [tea.id], "9"), "9")
        assert (price_of(shop, tea.id), waiting(shop)) == (9_0000, [])
        undo_import(shop, batch)
        assert (price_of(shop, tea.id), waiting(shop)) == (10_0000, [("茶", 11_0000)])


def test_a_rise_whose_tag_is_up_is_named_and_stays(shop):
    tea = product(shop, "茶", 10_0000)
    batch = change_products(shop, propose(shop, [tea.id], "11", rises_wait=True), "11")
    with shop.work() as work:
        confirm_tags(work, [tea.id])
    with pytest.raises(UsedSince):
        undo_import(shop, batch)
    assert price_of(shop, tea.id) == 11_0000


def test_after_a_kill_both_halves_of_a_mass_change_are_done(shop, monkeypatch):
    made = [product(shop, f"茶{number}", 10_0000 + number % 2 * 2_0000) for number in range(6)]
    monkeypatch.setattr(imports, "SLICE", 2)
    with monkeypatch.context() as killed:
        killed.setattr(imports, "make_plans", die)
        with pytest.raises(KeyboardInterrupt):
            change_products(shop, propose(shop, [each.id for each in made], "11", rises_wait=True), "11")
    imports.finish_imports(shop)
    assert sorted(waiting(shop)) == [("茶0", 11_0000), ("茶2", 11_0000), ("茶4", 11_0000)]
    assert {price_of(shop, each.id) for each in made[1::2]} == {11_0000}


def die(*_arguments):
    raise KeyboardInterrupt


def test_fields_change_together(shop):
    tea = product(shop, "茶")
    values = {
        "category": "饮料",
        "brand": "统一",
        "unit": "瓶",
        "order_at": 6000,
        "fill_to": 24_000,
        "no_discount": 1,
        "stop_buying": 1,
        "stop_selling": 1,
    }
    change_products(shop, propose(shop, [tea.id], **values), "category")
    with shop.read() as view:
        fields = product_card(view, tea.id).fields
    assert {key: getattr(fields, key) for key in values} == values


def test_purchase_prices_are_not_rounded_to_the_coin(shop):
    screw = product(shop, "螺丝", 1000, purchase_price=3_3300)
    with shop.read() as view:
        proposal = proposed(view, [screw.id], MassChange(rule=parse_rule("x1.05"), price="purchase_price"))
    change_products(shop, proposal, "x1.05")
    with shop.read() as view:
        assert product_card(view, screw.id).fields.purchase_price == 3_4965


def test_what_was_changed_since_is_named_and_stays(shop):
    tea = product(shop, "茶", 10_0000)
    batch = change_products(shop, propose(shop, [tea.id], "+5%"), "+5%")
    with shop.work() as work:
        card = product_card(work, tea.id)
        change_product(work, tea.id, ProductFields("茶", code=tea.code, retail_price=9_0000), card.version)
    with pytest.raises(UsedSince):
        undo_import(shop, batch)
    assert price_of(shop, tea.id) == 9_0000


@pytest.mark.parametrize(
    ("facts", "rule", "values", "reason"),
    [
        ({"price": None}, "+5%", {}, "has no price yet"),
        ({"price": 3_0000}, "-5", {}, "the new price would be −2.00"),
        ({"kind": Kind.OPEN_PRICE}, "+5%", {}, "its price is typed at the sale"),
    ],
)
def test_refused_rows_say_why(shop, facts, rule, values, reason):
    made = product(shop, **facts)
    proposal = propose(shop, [made.id], rule, **values)
    assert [row.reason for row in proposal.refused] == [reason]
    with pytest.raises(NothingToChange):
        change_products(shop, proposal, rule)


def test_the_unit_of_what_moved_stays(shop):
    moved, fresh = stocked(shop, "茶", unit="瓶"), product(shop, "可乐", unit="瓶")
    proposal = propose(shop, [moved.id, fresh.id], unit="箱")
    assert [row.what.split()[1] for row in proposal.refused] == ["茶"]
    assert [row.product_id for row in proposal.differences.changed] == [fresh.id]


def test_margin_and_prices_below_cost_are_shown_to_who_may_see_cost(shop):
    tea = product(shop, "茶", 10_0000, purchase_price=8_0000)
    (line,) = propose(shop, [tea.id], "-3").lines
    assert (line.margin, line.is_below_cost) == (-1429, True)
    as_role(shop, {Permission.EDIT_PRODUCTS})
    (line,) = propose(shop, [tea.id], "-3").lines
    assert (line.margin, line.is_below_cost) == (None, False)


def test_a_block_from_a_workbook_is_found_by_code_and_barcode(shop):
    with shop.work() as work:
        tea = add_product(work, ProductFields("茶", code="1001", barcodes=("6901234567892",), retail_price=3_0000))
        cola = add_product(work, ProductFields("可乐", code="1002", barcodes=("012345678905",)))
    proposal = paste(
        shop, "条码\t名称\t新价\n6901234567892\t茶\t3.5\n0012345678905\t可乐\t¥4.00\n1001\t茶\t5\n999\tx\t1\n1002\t \t\n1002\ty\tabc\n"
    )
    assert [(row.product_id, row.changes[0].new) for row in proposal.differences.changed] == [(tea, 3_5000), (cola, 4_0000)]
    assert [row.row_no for row in proposal.refused] == [4, 5, 6, 7]
    assert [row.reason for row in proposal.refused[:3]] == [
        "the same product stands in line 2",
        "no product has this code or barcode",
        "there is no price in this line",
    ]


def test_a_barcode_of_several_products_is_not_guessed(shop):
    with shop.work() as work:
        for name in ("茶", "可乐"):
            add_product(work, ProductFields(name, barcodes=("6901234567892",)), share_codes=True)
    assert [row.reason for row in paste(shop, "6901234567892 3.5").refused] == ["several products have this barcode"]


def test_a_mass_change_is_the_right_of_who_edits_products(shop):
    tea = product(shop, "茶", 10_0000)
    proposal = propose(shop, [tea.id], "+5%")
    batch = change_products(shop, propose(shop, [tea.id], "+1"), "+1")
    as_role(shop, set(Permission) - {Permission.EDIT_PRODUCTS})
    with pytest.raises(NotAllowed):
        change_products(shop, proposal, "+5%")
    with pytest.raises(NotAllowed):
        undo_import(shop, batch)
    shop.sign_in(1)
    assert price_of(shop, tea.id) == 11_0000
    as_role(shop, {Permission.EDIT_PRODUCTS}, "理货")
    undo_import(shop, batch)
    assert price_of(shop, tea.id) == 10_0000


def test_it_is_recorded_and_listed(shop):
    tea = product(shop, "茶", 10_0000)
    change_products(shop, propose(shop, [tea.id], "x1.1 .9"), "x1.1 .9")
    with shop.read() as view:
        assert "mass_change" in set(view.connection.execute(select(audit_entry.c.action)).scalars())
        assert [(batch.file_name, batch.changed) for batch in import_batches(view)] == [("Mass change: x1.1 .9", 1)]

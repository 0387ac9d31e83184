"""单据查询: every kind in one list, with its state, its filters, and what it opens to."""

from dataclasses import replace
from datetime import date

import pytest

from jxc_desktop import i18n
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotAllowed, NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.stock_documents import StockLine
from jxc_desktop.operations.adjustments import write_off
from jxc_desktop.operations.assemblies import assemble_goods, take_back_assembly
from jxc_desktop.operations.drafts import cancel_cart
from jxc_desktop.operations.places import add_place
from jxc_desktop.operations.returns import Back, return_goods
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.tenders import correct_tender, swap_cash
from jxc_desktop.operations.transfers import transfer_goods
from jxc_desktop.queries import documents as q
from jxc_desktop.queries.document_filters import TITLES, DocumentsFilter, Figure
from jxc_desktop.queries.reports.takings import By
from jxc_desktop.queries.returns import returnable
from tests.builders import CASH, WECHAT, cart_of, product, stocked
from tests.counts import counted, posted, started


def look(shop, query, *args, **more):
    with shop.read() as view:
        return query(view, *args, **more)


def without(shop, *rights):
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - set(rights))


@pytest.fixture
def day(shop, clock):
    """Opening stock, a sale, a reversed sale, a cancelled cart."""
    cola = stocked(shop, quantity=10, cost=2_0000, barcode="6901234567892")
    tea = product(shop, "龙井茶", 50_0000, code="C7")
    with shop.work() as work:
        complete_sale(work, cart_of(cola), (CASH,), print_receipt=False)
        second = complete_sale(work, cart_of(tea), (WECHAT,), print_receipt=False)
    clock.forward(minutes=5)
    with shop.work() as work:
        reverse_sale(work, second.document_id, "")
    clock.forward(minutes=10)
    with shop.work() as work:
        cancel_cart(work, cart_of(tea))
    return shop


def numbers(shop, **wanted):
    return [row.number[:2] + row.number[-1] for row in look(shop, q.documents_list, DocumentsFilter(**wanted))]


def test_all_kinds_stand_in_one_list_the_latest_first(day):
    assert numbers(day) == ["QX1", "HC1", "XS2", "XS1", "QC1"]


def test_the_state_is_what_later_documents_say(day):
    states = {row.number[:2] + row.number[-1]: row.state for row in look(day, q.documents_list)}
    assert states == {
        "QX1": "",
        "HC1": "reverses XS20261122-0002",
        "XS2": "reversed by HC20261122-0001",
        "XS1": "",
        "QC1": "",
    }


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"kind": "XS"}, ["XS2", "XS1"]),
        ({"state": "standing"}, ["QX1", "XS1", "QC1"]),
        ({"state": "reversed"}, ["XS2"]),
        ({"state": "reversal"}, ["HC1"]),
        ({"text": "xs20261122-0001"}, ["XS1"]),
        ({"text": "50"}, ["HC1", "XS2"]),
        ({"text": "龙井"}, ["HC1", "XS2"]),
        ({"text": "可乐"}, ["XS1", "QC1"]),
        ({"text": "6901234567892"}, ["XS1", "QC1"]),
        ({"columns": {"total": "20"}}, []),
        ({"text": "nothing of it"}, []),
        ({"first_day": date(2026, 11, 23)}, []),
        ({"last_day": date(2026, 11, 21)}, []),
        ({"columns": {"kind": "cancel"}}, ["QX1"]),
        ({"columns": {"cashier": "own"}}, ["QX1", "HC1", "XS2", "XS1", "QC1"]),
        ({"columns": {"day": "11-22"}, "kind": "QC"}, ["QC1"]),
        ({"columns": {"time": "11-22 10:0"}, "kind": "QC"}, ["QC1"]),
        ({"columns": {"time": "10:05"}}, ["HC1"]),
        ({"columns": {"time": "02:0"}}, []),
        ({"columns": {"state": "reversed by hc"}}, ["XS2"]),
        ({"columns": {"state": "20261122-0002"}}, ["HC1"]),
        ({"columns": {"state": "%"}}, []),
    ],
)
def test_filters(day, wanted, found):
    assert numbers(day, **wanted) == found


def test_the_count_and_the_sum(day):
    assert look(day, q.documents_count, DocumentsFilter(kind="XS")) == q.Counted(2, 53_0000)


def test_values_at_cost_are_not_added_to_sales(day):
    assert look(day, q.documents_count) == q.Counted(5, 3_0000)
    assert look(day, q.documents_count, DocumentsFilter(kind="QC")) == q.Counted(1, 20_0000)


def test_values_at_cost_need_their_right(day):
    without(day, Permission.SEE_COST)
    rows = {row.number[:2]: row.total for row in look(day, q.documents_list)}
    assert rows["QC"] is None
    assert look(day, q.documents_count, DocumentsFilter(kind="QC")) == q.Counted(1, None)
    opening = look(day, q.documents_list, DocumentsFilter(kind="QC"))[0]
    assert [line.amount for line in look(day, q.document_detail, opening.document_id).lines] == [None]


def test_stock_documents_need_their_right(day):
    opening = look(day, q.documents_list, DocumentsFilter(kind="QC"))[0]
    without(day, Permission.SEE_STOCK)
    assert "QC1" not in numbers(day)
    assert "QC" not in look(day, q.document_kinds)
    with pytest.raises(NotFound):
        look(day, q.document_detail, opening.document_id)


def test_the_list_needs_its_right(day):
    without(day, Permission.SEE_SALES)
    for query in (q.documents_list, q.documents_count):
        with pytest.raises(NotAllowed):
            look(day, query)


def test_a_sale_opens_to_its_receipt_and_an_opening_to_its_lines(day):
    rows = {row.number[:2]: row.document_id for row in look(day, q.documents_list)}
    assert look(day, q.document_detail, rows["XS"]).receipt.number == "XS20261122-0001"
    opening = look(day, q.document_detail, rows["QC"])
    assert [(line.name, line.quantity, line.amount) for line in opening.lines] == [("可乐", 10_000, 20_0000)]
    cancelled = look(day, q.document_detail, rows["QX"])
    assert [(line.name, line.amount) for line in cancelled.lines] == [("龙井茶", 50_0000)]


@pytest.mark.parametrize(
    ("order", "is_descending", "found"),
    [
        ("time", False, ["QC1", "XS1", "XS2", "HC1", "QX1"]),
        ("time", True, ["QX1", "HC1", "XS2", "XS1", "QC1"]),
        ("state", True, ["HC1", "XS2", "QX1", "XS1", "QC1"]),
        ("state", False, ["QC1", "XS1", "QX1", "XS2", "HC1"]),
    ],
)
def test_sorted_by_time_and_state(day, order, is_descending, found):
    rows = look(day, q.documents_list, order=order, is_descending=is_descending)
    assert [row.number[:2] + row.number[-1] for row in rows] == found


def test_in_chinese_a_filter_reads_what_is_shown(day):
    i18n.use_language("zh_CN")
    assert numbers(day, columns={"state": "作废"}) == numbers(day, columns={"state": look(day, q.documents_list)[1].state[:2]})
    assert len(numbers(day, columns={"cashier": "老板"})) == 5


@pytest.mark.parametrize(
    ("group", "counted"),
    [
        ((Figure.TAKINGS, None), q.Counted(3, 3_0000)),
        ((Figure.BACK, None), q.Counted(1, -50_0000)),
        ((Figure.ROUND_OFF, None), q.Counted(0, 0, 0)),
        ((Figure.UNKNOWN, None), q.Counted(2, 0, 0)),
        ((Figure.SWAPPED, 1), q.Counted(0, 0, 0)),
        ((By.METHOD, 2), q.Counted(2, 0, 0)),
        ((By.METHOD, 1), q.Counted(1, 3_0000, 3_0000)),
    ],
)
def test_the_documents_behind_a_figure_add_up_to_it(day, group, counted):
    assert look(day, q.documents_count, DocumentsFilter(group=group)) == counted


def test_of_a_document_only_a_part_may_be_behind_a_figure(shop):
    cola, tea = product(shop, price=3_0000), product(shop, "茶", 5_2000)
    with shop.work() as work:
        complete_sale(work, cart_of(cola, tea), (replace(WECHAT, amount=3_0000), CASH), print_receipt=False)
    wanted = {by: DocumentsFilter(group=(by, key)) for by, key in ((By.METHOD, 1), (By.PRODUCT, tea.id), (By.CATEGORY, 0))}
    shares = {by: [(row.total, row.share) for row in look(shop, q.documents_list, each)] for by, each in wanted.items()}
    assert shares == {By.METHOD: [(8_2000, 5_2000)], By.PRODUCT: [(8_2000, 5_2000)], By.CATEGORY: [(8_2000, 8_2000)]}
    with shop.work() as work:
        swap_cash(work, 2, 100_0000, key="qb")
    assert look(shop, q.documents_count, wanted[By.METHOD]) == q.Counted(1, 8_2000, 5_2000)
    assert look(shop, q.documents_count, DocumentsFilter(group=(Figure.SWAPPED, 1))) == q.Counted(1, 0, -100_0000)


def test_sorted_by_a_column(day):
    rows = look(day, q.documents_list, order="total")
    assert [row.total for row in rows] == [50_0000, 20_0000, 3_0000, 0, -50_0000]


def test_every_kind_has_a_title():
    assert set(TITLES) == set(DocumentKind)


def test_returns_corrections_and_swaps_say_what_they_are(shop):
    cart = cart_of(product(shop, price=10_0000))
    with shop.work() as work:
        sold = complete_sale(work, cart, (CASH,), print_receipt=False)
        correct_tender(work, sold.document_id, 1, 2, key="kz")
        line = returnable(work, sold.document_id).lines[0].line_id
        return_goods(work, sold.document_id, [Back(line, ONE)], key="th")
        swap_cash(work, 2, 100_0000, key="qb")
    rows = look(shop, q.documents_list)
    assert [(row.number[:2], row.kind, row.state) for row in rows] == [
        ("QB", "Cash for an e-payment", ""),
        ("TH", "Sale return", f"came back from {sold.number}"),
        ("KZ", "Corrected way of paying", f"corrects {sold.number}"),
        ("XS", "Sale", ""),
    ]


def test_what_moved_stock_says_why_where_and_which_way(shop):
    """The reason of a write-off, from where to where, what was used and what was made of it; places where there are several."""
    tea, box = stocked(shop, "茶", quantity=10, cost=2_0000, code="C1"), stocked(shop, "礼盒", quantity=1, cost=2_0000)
    with shop.work() as work:
        off = write_off(work, [StockLine(tea.id, ONE, 2)], key="off").number
        assert look_line(work, off) == ("茶", "Broken")
        storeroom = add_place(work, "仓库")
        moved = transfer_goods(work, 1, storeroom, [StockLine(tea.id, 3 * ONE)], key="move").number
        made = assemble_goods(work, [StockLine(tea.id, ONE, 0, storeroom)], [StockLine(box.id, ONE)], key="box")
        back = take_back_assembly(work, made.document_id, "").number
        assert look_line(work, off) == ("茶", "Broken · Shop floor")
        assert q.document_detail(work, moved).route == "From Shop floor to 仓库"
        assert [line.said for line in q.document_detail(work, made.number).lines] == ["Used up · 仓库", "Made of it · Shop floor"]
        assert [line.said for line in q.document_detail(work, back).lines] == ["仓库", "Shop floor"]


def look_line(view, number):
    (line,) = q.document_detail(view, number).lines
    return line.name, line.said


def test_what_is_all_at_cost_adds_up_whatever_was_asked_for(shop):
    """Found by its number, a write-off alone is not a total of nothing; beside sales it is left out; who may not see it sees none."""
    tea = stocked(shop, "茶", 5_0000, quantity=10, cost=2_0000)
    with shop.work() as work:
        made = write_off(work, [StockLine(tea.id, ONE, 2)], key="off")
        complete_sale(work, cart_of(tea), (CASH,), print_receipt=False)
    assert look(shop, q.documents_count, DocumentsFilter(text=made.number)).total == -2_0000
    assert look(shop, q.documents_count, DocumentsFilter()).total == 5_0000
    without(shop, Permission.SEE_COST)
    assert look(shop, q.documents_count, DocumentsFilter(text=made.number)).total is None


def test_what_a_count_found_weighs_once_in_the_sum(shop):
    cola = stocked(shop, quantity=10)
    count = started(shop)
    counted(shop, count, cola, 7)
    posted(shop, count)
    with shop.read() as view:
        lost = {kind: q.documents_count(view, DocumentsFilter(kind=kind)).total for kind in ("PD", "PK")}
        assert lost == {"PD": -6_0000, "PK": -6_0000}
        assert q.documents_count(view).total == 20_0000 - 6_0000

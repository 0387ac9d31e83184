"""Goods that moved before a count and are booked after it: the stock is what was counted and what happened since, whatever comes first."""

from dataclasses import dataclass, field, replace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from jxc_desktop.db.tables import stock as s
from jxc_desktop.domain.late_goods import Answer, moments_of
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.purchasing import GoodsReceipt
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.receipt_draft import receipt_from_json, receipt_to_json
from jxc_desktop.domain.stock_documents import StockLine
from jxc_desktop.domain.stock_draft import StockDraft, Way, draft_from_json, draft_to_json
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.adjustments import take_back_adjustment, write_off, write_up
from jxc_desktop.operations.assemblies import assemble_goods, take_back_assembly
from jxc_desktop.operations.count_posting import take_back_count
from jxc_desktop.operations.places import add_place
from jxc_desktop.operations.receipts import GoesBack, amend_receipt, receive_goods, return_to_supplier, take_back_receipt
from jxc_desktop.operations.supplier_exchanges import exchange_with_supplier
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.operations.transfers import take_back_transfer, transfer_goods
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.counted_since import counted_after, counted_since
from jxc_desktop.queries.documents import document_detail
from jxc_desktop.queries.goods_receipts import receipt_card
from jxc_desktop.queries.receipt_versions import receipt_to_amend
from jxc_desktop.queries.stock_drafts import levels_of
from jxc_desktop.queries.stock_moves import card_rows, movements
from tests.builders import make_shop, product, stocked
from tests.counts import counted, found, on_hand, posted, sold, started, what_is_wrong
from tests.purchases import line, receipt

LOST, STORE = 3, 2


@pytest.fixture
def supplier(shop):
    with shop.work() as work:
        return add_supplier(work, SupplierFields("老王批发"))


def balance(shop, goods):
    """(pieces, value) of a product in the whole shop."""
    with shop.read() as view:
        row = view.connection.execute(
            select(s.stock_value.c.quantity, s.stock_value.c.value).where(s.stock_value.c.product_id == goods.id)
        ).one()
    return row.quantity // ONE, row.value


def answers(shop, *goods, place=1):
    """Yes, these were there for the first count that is asked about."""
    with shop.read() as view:
        asked = {each.product_id: each for each in reversed(counted_since(view, [(each.id, place) for each in goods]))}
    return tuple(Answer(each.product_id, each.place_id, each.seq, is_yes=True) for each in asked.values())


def moments(shop, *goods, place=1):
    return {(answer.product_id, answer.place_id): answer.seq for answer in answers(shop, *goods, place=place)}


def came(shop, supplier, goods, pieces, price=4_0000, *, was_counted=False):
    """A slip typed now."""
    with shop.work() as work:
        said = answers(shop, goods) if was_counted else ()
        return receive_goods(work, receipt(supplier, line(goods, pieces, price), answers=said)).document_id


def count_of(shop, goods, pieces, **more):
    """A count of one product, posted."""
    count = started(shop)
    counted(shop, count, goods, pieces, **more)
    return posted(shop, count).document_id


def test_a_slip_typed_after_the_count_for_goods_that_were_counted(shop, supplier):
    cola = stocked(shop, quantity=10)
    count_of(shop, cola, 15)
    sold(shop, cola, 2)
    document = came(shop, supplier, cola, 5, was_counted=True)
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (13, [])
    with shop.work() as work:
        take_back_receipt(work, document, "")
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (13, [])


def test_what_it_cost_is_what_the_slip_says_and_a_mistake_leaves_no_trace(shop, supplier):
    cola = stocked(shop, quantity=10)
    count_of(shop, cola, 15)
    document = came(shop, supplier, cola, 5, was_counted=True)
    # The count's gain goes at its own rate: ten at 2.00 and five at 4.00.
    assert balance(shop, cola) == (15, 40_0000)
    with shop.work() as work:
        take_back_receipt(work, document, "")
    assert balance(shop, cola) == (15, 30_0000)


def test_goods_that_came_after_the_count_are_more(shop, supplier):
    cola = stocked(shop, quantity=10)
    count_of(shop, cola, 10)
    came(shop, supplier, cola, 5)
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (15, [])


def test_an_open_count_finds_them_in_its_book_quantity(shop, supplier):
    cola = stocked(shop, quantity=10)
    count = started(shop)
    counted(shop, count, cola, 15)
    document = came(shop, supplier, cola, 5, was_counted=True)
    assert found(shop, count) == {"可乐": (15, 0)}
    posted(shop, count)
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (15, [])
    with shop.work() as work:
        take_back_receipt(work, document, "")
    # It never came: the count has found the five by itself then.
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (15, [])


def test_between_two_counts_it_was_there_for_the_second_only(shop, supplier):
    cola = stocked(shop, quantity=10)
    count_of(shop, cola, 10)
    sold(shop, cola)
    count_of(shop, cola, 14)
    with shop.read() as view:
        asked = counted_since(view, [(cola.id, 1)])
    with shop.work() as work:
        said = (Answer(cola.id, 1, asked[0].seq, is_yes=False), Answer(cola.id, 1, asked[1].seq, is_yes=True))
        receive_goods(work, receipt(supplier, line(cola, 5, 2_0000), answers=said))
    assert ([each.is_posted for each in asked], on_hand(shop, cola), what_is_wrong(shop)) == ([True, True], 14, [])


def test_counts_are_asked_about_on_their_day_and_before_it(shop, clock):
    cola, tea = stocked(shop, quantity=10), stocked(shop, "茶", quantity=10)
    yesterday = clock().date()
    clock.forward(days=1)
    count = started(shop)
    counted(shop, count, cola, 9)
    clock.forward(days=1)
    with shop.read() as view:
        both = [(cola.id, 1), (tea.id, 1), (cola.id, STORE)]
        asked = [(each.name, each.place, each.is_posted) for each in counted_since(view, both, yesterday)]
        assert asked == [("可乐", "Shop floor", False)]
        assert counted_since(view, both) == []


def test_a_count_that_was_put_away_or_taken_back_is_not_asked_about(shop):
    cola = stocked(shop, quantity=10)
    document = count_of(shop, cola, 9)
    with shop.work() as work:
        take_back_count(work, document, "")
    with shop.read() as view:
        assert counted_since(view, [(cola.id, 1)]) == []


def test_a_slip_put_right_changes_nothing_of_what_was_counted(shop, supplier):
    cola = stocked(shop, quantity=10)
    count_of(shop, cola, 15)
    document = came(shop, supplier, cola, 5, was_counted=True)
    for pieces in (3, 6):
        with shop.work() as work:
            draft = receipt_to_amend(work, document, f"{pieces}")
            draft = replace(draft, lines=(replace(draft.lines[0], quantity=pieces * ONE),))
            document = amend_receipt(work, document, draft).received.document_id
        assert (on_hand(shop, cola), what_is_wrong(shop)) == (15, [])
    with shop.work() as work:
        take_back_receipt(work, document, "")
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (15, [])


def test_a_slip_typed_before_the_count_and_put_right_after_it_speaks_of_its_own_day(shop, supplier):
    cola = stocked(shop, quantity=10)
    document = came(shop, supplier, cola, 10)
    count_of(shop, cola, 18)
    with shop.work() as work:
        draft = receipt_to_amend(work, document, "again")
        amend_receipt(work, document, replace(draft, lines=(replace(draft.lines[0], quantity=8 * ONE),)))
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (18, [])


def test_goods_added_to_a_slip_are_asked_about(shop, supplier):
    cola, tea = stocked(shop, quantity=10), stocked(shop, "茶", quantity=10)
    count = started(shop)
    counted(shop, count, cola, 15)
    counted(shop, count, tea, 14)
    posted(shop, count)
    document = came(shop, supplier, cola, 5, was_counted=True)
    with shop.work() as work:
        draft = receipt_to_amend(work, document, "again")
        draft = replace(draft, lines=(*draft.lines, line(tea, 4, 2_0000)), answers=answers(shop, tea))
        amend_receipt(work, document, draft)
    assert (on_hand(shop, cola), on_hand(shop, tea), what_is_wrong(shop)) == (15, 14, [])


def test_what_was_broken_before_the_count_is_missing_once(shop):
    cola = stocked(shop, quantity=10)
    count_of(shop, cola, 7)
    with shop.work() as work:
        made = write_off(work, [StockLine(cola.id, 3 * ONE, LOST)], key="a", were_counted=moments(shop, cola))
    assert (on_hand(shop, cola), balance(shop, cola), what_is_wrong(shop)) == (7, (7, 14_0000), [])
    with shop.work() as work:
        take_back_adjustment(work, made.document_id, "")
    assert (on_hand(shop, cola), balance(shop, cola), what_is_wrong(shop)) == (7, (7, 14_0000), [])


def test_what_was_written_up_before_the_count_is_over_once(shop):
    cola = stocked(shop, quantity=10)
    count_of(shop, cola, 12)
    with shop.work() as work:
        made = write_up(work, [StockLine(cola.id, 2 * ONE, LOST)], key="a", were_counted=moments(shop, cola))
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (12, [])
    with shop.work() as work:
        take_back_adjustment(work, made.document_id, "")
    assert (on_hand(shop, cola), balance(shop, cola), what_is_wrong(shop)) == (12, (12, 24_0000), [])


WHICH = [(True, True), (True, False), (False, True), (False, False)]


@pytest.mark.parametrize(("was_gone", "was_there"), WHICH)
def test_a_transfer_between_two_places_that_were_counted(shop, was_gone, was_there):
    """Four went to the storeroom; each place was counted before or after they went."""
    cola = stocked(shop, quantity=10)
    with shop.work() as work:
        store = add_place(work, "仓库")
    count = started(shop)
    counted(shop, count, cola, 6 if was_gone else 10)
    counted(shop, count, cola, 4 if was_there else 0, place_id=store)
    posted(shop, count)
    said = (moments(shop, cola) if was_gone else {}) | (moments(shop, cola, place=store) if was_there else {})
    with shop.work() as work:
        made = transfer_goods(work, 1, store, [StockLine(cola.id, 4 * ONE)], key="a", were_counted=said)

    def levels():
        with shop.read() as view:
            found = levels_of(view, [cola.id])
        return found[cola.id, 1] // ONE, found.get((cola.id, store), 0) // ONE

    assert (levels(), what_is_wrong(shop)) == ((6, 4), [])
    before = (6 if was_gone else 10), (4 if was_there else 0)
    with shop.work() as work:
        take_back_transfer(work, made.document_id, "")
    assert (levels(), what_is_wrong(shop)) == (before, [])


def test_what_went_back_to_the_supplier_before_the_count(shop, supplier):
    cola = stocked(shop, quantity=10)
    document = came(shop, supplier, cola, 5)
    count_of(shop, cola, 12)
    with shop.read() as view:
        of = receipt_card(view, document).lines[0].line_id
    with shop.work() as work:
        return_to_supplier(work, document, [GoesBack(of, 3 * ONE)], key="a", were_counted=moments(shop, cola))
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (12, [])
    with shop.work() as work:
        # What came instead was not there yet.
        exchange_with_supplier(work, document, [GoesBack(of, ONE)], key="b", were_counted=moments(shop, cola))
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (13, [])
    with shop.work() as work:
        exchange_with_supplier(work, document, [GoesBack(of, ONE)], key="c", were_counted=moments(shop, cola), answers=answers(shop, cola))
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (13, [])


def test_a_set_made_before_the_count(shop):
    cola, box = stocked(shop, quantity=12), product(shop, "礼盒")
    count = started(shop)
    counted(shop, count, cola, 6)
    counted(shop, count, box, 1)
    posted(shop, count)
    with shop.work() as work:
        made = assemble_goods(work, [StockLine(cola.id, 6 * ONE)], [StockLine(box.id, ONE)], key="a", were_counted=moments(shop, cola, box))
    assert (on_hand(shop, cola), on_hand(shop, box), what_is_wrong(shop)) == (6, 1, [])
    with shop.work() as work:
        take_back_assembly(work, made.document_id, "")
    assert (on_hand(shop, cola), on_hand(shop, box), what_is_wrong(shop)) == (6, 1, [])


def test_a_slip_of_the_wrong_supplier_is_taken_back_after_the_count_and_typed_anew(shop, supplier):
    cola = stocked(shop, quantity=10)
    document = came(shop, supplier, cola, 5)
    count_of(shop, cola, 15)
    with shop.read() as view:
        asked = counted_after(view, document)
    with shop.work() as work:
        take_back_receipt(work, document, "", were_counted=moments_of(each.as_yes for each in asked))
    assert ([each.name for each in asked], on_hand(shop, cola)) == (["可乐"], 15)
    again = came(shop, supplier, cola, 5, was_counted=True)
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (15, [])
    with shop.read() as view:
        # It speaks of that count already.
        assert counted_after(view, again) == []


def test_what_is_carried_back_after_the_count_moves_now(shop, supplier):
    cola = stocked(shop, quantity=10)
    document = came(shop, supplier, cola, 5)
    count_of(shop, cola, 15)
    with shop.work() as work:
        take_back_receipt(work, document, "")
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (10, [])


def test_stock_documents_that_were_wrong_already_when_their_goods_were_counted(shop):
    """All that was typed was a mistake: the shelves were as they were counted, and stay so."""
    cola, box = stocked(shop, quantity=10), stocked(shop, "礼盒", quantity=3)
    with shop.work() as work:
        store = add_place(work, "仓库")
        parts = [StockLine(cola.id, ONE, LOST)]
        made = [
            (take_back_transfer, transfer_goods(work, 1, store, parts, key="a")),
            (take_back_adjustment, write_off(work, parts, key="b")),
            (take_back_adjustment, write_up(work, parts, key="c")),
            (take_back_assembly, assemble_goods(work, parts, [StockLine(box.id, ONE)], key="d")),
        ]
    count = started(shop)
    for each, pieces, place in ((cola, 10, 1), (box, 3, 1), (cola, 0, store)):
        counted(shop, count, each, pieces, place_id=place)
    posted(shop, count)
    for take_back, booked in made:
        with shop.work() as work:
            found = moments_of(each.as_yes for each in counted_after(work, booked.document_id))
            take_back(work, booked.document_id, "", were_counted=found)
    with shop.read() as view:
        assert levels_of(view, [cola.id])[cola.id, store] == 0
    assert (on_hand(shop, cola), on_hand(shop, box), what_is_wrong(shop)) == (10, 3, [])


def test_a_count_that_is_taken_back_takes_its_counter_moves_along(shop, supplier):
    cola = stocked(shop, quantity=10)
    count = count_of(shop, cola, 15)
    document = came(shop, supplier, cola, 5, was_counted=True)
    with shop.work() as work:
        take_back_count(work, count, "")
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (15, [])
    with shop.work() as work:
        take_back_receipt(work, document, "")
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (10, [])


def test_a_second_count_of_the_same_moment_keeps_them(shop, supplier):
    cola = stocked(shop, quantity=10)
    first, second = started(shop), started(shop)
    for count in (first, second):
        counted(shop, count, cola, 15)
    posted(shop, first)
    came(shop, supplier, cola, 5, was_counted=True)
    newer = posted(shop, second).document_id
    with shop.work() as work:
        take_back_count(work, newer, "")
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (15, [])


def test_the_card_calls_the_counter_move_what_it_is(shop, supplier):
    cola = stocked(shop, quantity=10)
    count_of(shop, cola, 15)
    document = came(shop, supplier, cola, 5, was_counted=True)
    with shop.read() as view:
        kinds = [row.kind for row in card_rows(view, cola.id)]
        assert kinds == ["Counted already", "Goods received", "Found by a count", "Opening stock"]
        assert [row.quantity // ONE for row in card_rows(view, cola.id, filters={"kind": "counted already"})] == [-5]
        assert [row.quantity // ONE for row in card_rows(view, cola.id, filters={"kind": "found by"})] == [5]
        assert "Counted already" in {row[4] for row in movements(view)}
        assert [each.said for each in document_detail(view, document).lines] == ["Counted already"]


def test_it_is_on_record(shop, supplier):
    cola = stocked(shop, quantity=10)
    count_of(shop, cola, 15)
    document = came(shop, supplier, cola, 5, was_counted=True)
    with shop.read() as view:
        rows = view.connection.exec_driver_sql(
            "SELECT line_no, is_out, product_id, place_id FROM late_goods WHERE document_id = ?", (document,)
        )
        assert rows.all() == [(1, 0, cola.id, 1)]
        assert view.connection.exec_driver_sql("SELECT COUNT(*) FROM audit_entry WHERE action = 'late_goods'").scalar() == 1


def test_answers_are_kept_with_what_is_typed():
    said = (Answer(1, 2, 3, is_yes=True), Answer(1, 1, 4, is_yes=False))
    slip = GoodsReceipt("key", 1, answers=said)
    draft = StockDraft("key", Way.TRANSFER, answers=said)
    assert receipt_from_json(receipt_to_json(slip)) == slip
    assert draft_from_json(draft_to_json(draft)) == draft


@dataclass
class Shelf:
    """A shop in which pieces are moved one by one; slips and write-offs may be typed long after."""

    shop: Shop
    supplier: int
    cola: Product
    pieces: int = 10
    unbooked: list[tuple[int, set[int]]] = field(default_factory=list)  # (pieces, counts that came before they moved)
    mistakes: list[int] = field(default_factory=list)

    def sell(self, _n):
        if self.pieces:
            sold(self.shop, self.cola)
            self.pieces -= 1

    def bring(self, n):
        came(self.shop, self.supplier, self.cola, n)
        self.pieces += n

    def bring_unbooked(self, n):
        self.pieces += n
        self.unbooked.append((n, self.moments()))

    def break_unbooked(self, n):
        gone = min(n, self.pieces)
        if gone:
            self.pieces -= gone
            self.unbooked.append((-gone, self.moments()))

    def moments(self):
        """The counts so far."""
        with self.shop.read() as view:
            return {each.seq for each in counted_since(view, [(self.cola.id, 1)])}

    def said(self, before):
        with self.shop.read() as view:
            asked = counted_since(view, [(self.cola.id, 1)])
        return tuple(Answer(self.cola.id, 1, each.seq, is_yes=each.seq not in before) for each in asked)

    def type_one(self, _n):
        """The slip or the write-off that lies there the longest; each asked about as the screen asks."""
        if not self.unbooked:
            return
        pieces, before = self.unbooked.pop(0)
        said = self.said(before)
        if pieces > 0:
            with self.shop.work() as work:
                receive_goods(work, receipt(self.supplier, line(self.cola, pieces, 3_0000), answers=said))
        else:
            with self.shop.work() as work:
                seqs = [answer.seq for answer in said if answer.is_yes]
                were = {(self.cola.id, 1): min(seqs)} if seqs else {}
                write_off(work, [StockLine(self.cola.id, -pieces * ONE, LOST)], key=uuid4().hex, were_counted=were)

    def count(self, _n):
        self.bring(1)  # no two counts of one moment
        count_of(self.shop, self.cola, self.pieces)

    def mistake(self, n):
        """A slip of goods that never came, said to have been counted or not, and taken back."""
        with self.shop.work() as work:
            said = self.said(set())[-1:] if n % 2 else ()
            self.mistakes.append(receive_goods(work, receipt(self.supplier, line(self.cola, n, 5_0000), answers=said)).document_id)

    def undo_mistake(self, _n):
        if self.mistakes:
            document = self.mistakes.pop()
            with self.shop.work() as work:
                found = moments_of(each.as_yes for each in counted_after(work, document))
                take_back_receipt(work, document, "", were_counted=found)

    def theft(self, n):
        self.pieces -= min(n, self.pieces)


STEPS = ("sell", "bring", "bring_unbooked", "break_unbooked", "type_one", "count", "theft")
MISTAKEN = (*STEPS[:-1], "mistake", "undo_mistake")


def walked(tmp_path_factory, steps):
    shop = make_shop(tmp_path_factory.mktemp("shelf"))
    with shop.work() as work:
        supplier = add_supplier(work, SupplierFields("老王批发"))
    shelf = Shelf(shop, supplier, stocked(shop, quantity=10))
    for name, n in steps:
        getattr(shelf, name)(n)
    return shelf


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 4)), min_size=3, max_size=14))
def test_once_all_is_typed_the_stock_is_what_is_on_the_shelf(tmp_path_factory, steps):
    shelf = walked(tmp_path_factory, [*steps, ("count", 1)])
    while shelf.unbooked:
        shelf.type_one(1)
    assert (on_hand(shelf.shop, shelf.cola), what_is_wrong(shelf.shop)) == (shelf.pieces, [])
    shelf.shop.close()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(MISTAKEN), st.integers(1, 4)), min_size=3, max_size=14))
def test_mistakes_taken_back_leave_no_trace(tmp_path_factory, steps):
    shelf = walked(tmp_path_factory, steps)
    while shelf.mistakes:
        shelf.undo_mistake(1)
    while shelf.unbooked:
        shelf.type_one(1)
    assert (on_hand(shelf.shop, shelf.cola), what_is_wrong(shelf.shop)) == (shelf.pieces, [])
    shelf.shop.close()

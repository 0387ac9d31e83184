"""What a file says was counted: what is shown before, and what stands there once it is entered; all of it or nothing."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from jxc_desktop.db.tables import counts as t
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import shop as s
from jxc_desktop.domain.barcodes import check_digit
from jxc_desktop.domain.count_paper import NotCountedThen
from jxc_desktop.domain.count_rows import Again, CountedRow, NewEntry
from jxc_desktop.domain.counts import CountClosed, CountTooLarge, NothingCounted, SameHand, Source
from jxc_desktop.domain.errors import ChangedMeanwhile
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.count_entries import enter_many
from jxc_desktop.operations.counts import RECOUNT, make_sheet, set_people
from jxc_desktop.operations.drafts import save_draft
from jxc_desktop.queries.count_files import Answers, compare
from jxc_desktop.queries.counts import moment_at, moments_at
from tests.builders import cart_of, product, stocked
from tests.counts import counted, found, on_hand, posted, sold, started, what_is_wrong

COLA = "6901234567892"


def row(number: int = 2, quantity: int | str | None = "1", **more: Any) -> CountedRow:
    return CountedRow(number, quantity=quantity, **more)


def compared(shop, count, *rows, **answers):
    """Against the count; at this moment where nothing else is said."""
    with shop.read() as view:
        said = answers or {"at": view.now}
        return compare(view, count, rows, Answers(**{"at": view.now, **said}))


def entered(shop, count, *rows, **answers):
    seen = compared(shop, count, *rows, **answers)
    with shop.work() as work:
        enter_many(work, count, seen.entries(), Source.HANDHELD, seen=seen.seen)
    return seen


def said(seen):
    return [(each.row_no, each.column_title, each.sentence()) for each in seen.problems]


def tallies(shop, count):
    """(round, pieces, first) of each counted line, by name."""
    with shop.read() as view:
        rows = view.connection.execute(
            select(p.product.c.name, t.count_item.c.round, t.count_item.c.quantity, t.count_item.c.first_quantity)
            .join(p.product, p.product.c.id == t.count_item.c.product_id)
            .where(t.count_item.c.count_id == count, t.count_item.c.round > 0)
        )
        return {each.name: (each.round, each.quantity / ONE, each.first_quantity / ONE) for each in rows}


def with_pack(shop, goods, name="箱", ratio=24, code=""):
    with shop.work() as work:
        pack = work.connection.execute(
            insert(p.pack).values(product_id=goods.id, name=name, ratio=ratio).returning(p.pack.c.id)
        ).scalar_one()
        if code:
            work.connection.execute(insert(p.barcode), {"code": code, "product_id": goods.id, "pack_id": pack})


@pytest.fixture
def cola(shop):
    return stocked(shop, quantity=60, barcode=COLA, code="1001", unit="瓶")


@pytest.mark.parametrize(
    "said", [{"barcode": COLA}, {"code": "1001"}, {"barcode": "1001"}, {"code": COLA}, {"name": "可乐"}, {"name": " 可 乐 "}]
)
def test_goods_are_found_by_any_code_or_by_their_name(shop, cola, said):
    count = started(shop)
    entered(shop, count, row(quantity="7", **said))
    assert tallies(shop, count) == {"可乐": (1, 7, 7)}


@pytest.mark.parametrize(("quantity", "pieces"), [("2 箱 3 瓶", 51), ("2箱3瓶", 51), (12 * ONE, 12), ("0", 0), ("1.5箱", 36)])
def test_packs_are_counted_in_words(shop, cola, quantity, pieces):
    with_pack(shop, cola)
    count = started(shop)
    entered(shop, count, row(quantity=quantity, barcode=COLA))
    assert tallies(shop, count) == {"可乐": (1, pieces, pieces)}


def test_a_packs_barcode_counts_packs_and_words_say_themselves(shop, cola):
    with_pack(shop, cola, code="16901234567899")
    count = started(shop)
    entered(shop, count, row(quantity="2", barcode="16901234567899"), row(3, "3", barcode=COLA), row(4, "1箱", barcode="16901234567899"))
    assert tallies(shop, count) == {"可乐": (1, 75, 75)}


def test_a_scales_label_counts_what_it_weighs(shop):
    apples = stocked(shop, "苹果", 5_0000, kind=Kind.WEIGHED, unit="公斤", code="00123")
    count = started(shop)
    label = "220012301236" + check_digit("220012301236")
    entered(shop, count, row(quantity="2", barcode=label), row(3, "1.5", code=apples.code))
    assert tallies(shop, count)["苹果"][1] == 2 * 1.236 + 1.5


def test_rows_of_the_same_goods_add_up_and_say_how_many_they_are(shop, cola):
    count = started(shop)
    seen = entered(shop, count, row(2, "3", barcode=COLA), row(3, "4", barcode=COLA))
    assert [(each.quantity, each.rows, each.before, each.becomes) for each in seen.new] == [(7 * ONE, 2, None, 7 * ONE)]
    assert tallies(shop, count) == {"可乐": (1, 7, 7)}


def test_each_row_keeps_the_moment_that_the_device_says(shop, cola, clock):
    count = started(shop)
    first = clock().replace(tzinfo=None)
    clock.forward(minutes=30)
    sold(shop, cola, 2)
    clock.forward(minutes=30)
    entered(shop, count, row(2, "50", barcode=COLA, at=first + timedelta(minutes=5)))
    assert found(shop, count) == {"可乐": (60, -10)}
    again = entered(shop, count, row(2, "58", barcode=COLA, at=first + timedelta(minutes=45)), again=Again.REPLACE)
    assert [(each.before, each.becomes) for each in again.again] == [(50 * ONE, 58 * ONE)]
    assert found(shop, count) == {"可乐": (58, 0)}
    posted(shop, count)
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (58, [])


def test_many_times_are_the_same_moments_as_one_by_one(shop, cola, clock):
    times = [clock.now]
    for _step in range(4):
        clock.forward(minutes=7)
        sold(shop, cola)
        times += [clock.now, clock.now + timedelta(minutes=3)]
    with shop.read() as view:
        assert moments_at(view, times) == {at: moment_at(view, at) for at in times}
        assert moments_at(view, []) == {}


@pytest.mark.parametrize(("again", "tally"), [(Again.ADD, (1, 12, 12)), (Again.REPLACE, (1, 7, 7)), (Again.RECOUNT, (2, 7, 5))], ids=str)
def test_what_was_counted_already_is_asked_about_once(shop, cola, again, tally):
    count = started(shop)
    counted(shop, count, cola, 5)
    seen = compared(shop, count, row(quantity="7", barcode=COLA))
    assert (seen.needs_answer, seen.entries(), [each.becomes for each in seen.again]) == (True, [], [None])
    seen = entered(shop, count, row(quantity="7", barcode=COLA), again=again)
    assert [each.becomes for each in seen.again] == [tally[1] * ONE]
    assert tallies(shop, count) == {"可乐": tally}


def test_the_same_file_once_more_is_noticed(shop, cola, clock):
    tea = stocked(shop, "茶", code="1002")
    count = started(shop)
    at = clock().replace(tzinfo=None)
    rows = [row(2, "3", barcode=COLA, at=at), row(3, "4", code="1002", at=at)]
    entered(shop, count, *rows)
    clock.forward(minutes=10)
    seen = compared(shop, count, *rows)
    assert (len(seen.same), seen.new, seen.again, seen.entries()) == (2, (), (), [])
    one_more = compared(shop, count, *rows, row(4, "1", code="1002", at=at + timedelta(minutes=1)), again=Again.ADD)
    assert [(each.name, each.becomes) for each in one_more.again] == [("茶", 5 * ONE)]
    assert tea.id == one_more.again[0].product_id


def test_a_file_without_times_whose_numbers_all_stand_there_seems_to_be_entered(shop, cola, clock):
    count = started(shop)
    entered(shop, count, row(quantity="3", barcode=COLA))
    clock.forward(minutes=10)
    assert compared(shop, count, row(quantity="3", barcode=COLA)).seems_entered
    assert not compared(shop, count, row(quantity="4", barcode=COLA)).seems_entered


def test_nothing_is_entered_before_somebody_says_when_it_was_counted(shop, cola):
    count = started(shop)
    with shop.read() as view:
        seen = compare(view, count, [row(quantity="3", barcode=COLA)])
    assert (seen.needs_time, seen.entries()) == (True, [])
    with shop.work() as work, pytest.raises(NothingCounted):
        enter_many(work, count, seen.entries(), Source.HANDHELD)


def test_a_line_of_our_sheet_is_known_by_its_number_and_checked_by_its_codes(shop, cola):
    tea = stocked(shop, "茶", code="1002")
    count = started(shop)
    with shop.work() as work:
        sheet = make_sheet(work, count)
    lines = {"茶": 0, "可乐": 0}
    with shop.read() as view:
        for line, product_id, *_rest in view.connection.execute(select(t.count_sheet_line.c.line_no, t.count_sheet_line.c.product_id)):
            lines["茶" if product_id == tea.id else "可乐"] = line
    ours = {"count_sheet": sheet.code.lower()}
    seen = entered(
        shop,
        count,
        row(2, "9", line_no=lines["可乐"], code="1001", **ours),
        row(3, "9", line_no=lines["茶"], code="1001", **ours),
        row(4, "9", line_no=77, **ours),
        row(5, "9", count_sheet="PD9-9", line_no=1),
    )
    assert said(seen) == [
        (3, "Product code", f"“1001” line {lines['茶']} of this sheet is 茶"),
        (4, "Line", "“77” the sheet has no such line"),
        (5, "Count sheet", "“PD9-9” there is no such count sheet"),
    ]
    assert tallies(shop, count) == {"可乐": (1, 9, 9)}


def test_a_sheet_of_another_count_is_refused(shop, cola):
    other, count = started(shop), started(shop)
    with shop.work() as work:
        sheet = make_sheet(work, other)
    assert said(compared(shop, count, row(count_sheet=sheet.code, line_no=1))) == [
        (2, "Count sheet", f"“{sheet.code}” this sheet belongs to count 1")
    ]


def test_numbers_of_paper_can_be_of_the_moment_it_was_printed(shop, cola, clock):
    count = started(shop)
    with shop.work() as work:
        sheet = make_sheet(work, count)
    sold(shop, cola, 3)  # in the very second of the printing
    clock.forward(hours=1)
    seen = entered(shop, count, row(quantity="60", count_sheet=sheet.code, line_no=1), at=None, is_at_printing=True)
    assert (seen.needs_time, [each.at for each in seen.new]) == (False, [sheet.moment.at])
    assert found(shop, count) == {"可乐": (60, 0)}


def test_first_count_and_recount_of_one_sheet_are_two_rounds(shop, cola, clock):
    count = started(shop)
    entered(shop, count, row(quantity="3", recount="5", barcode=COLA))
    assert tallies(shop, count) == {"可乐": (2, 5, 3)}


def test_a_recount_filled_in_later_asks_nothing_and_enters_the_first_number_once(shop, cola, clock):
    count = started(shop)
    at = clock()
    entered(shop, count, row(quantity="3", barcode=COLA), at=at)
    clock.forward(minutes=30)
    seen = entered(shop, count, row(quantity="3", recount="5", barcode=COLA), at=at)
    assert (seen.again, len(seen.new)) == ((), 1)
    assert tallies(shop, count) == {"可乐": (2, 5, 3)}


def test_a_recount_without_a_first_number_is_the_first(shop, cola):
    count = started(shop)
    entered(shop, count, CountedRow(2, barcode=COLA, recount="5"))
    assert tallies(shop, count) == {"可乐": (1, 5, 5)}


def test_a_recount_is_by_someone_else_where_several_count(shop, cola):
    count = started(shop, people=["小王", "小李"])
    counted(shop, count, cola, 5, person="小王")
    with pytest.raises(SameHand):
        entered(shop, count, row(quantity="7", barcode=COLA), again=Again.RECOUNT, person="小王")
    entered(shop, count, row(quantity="7", barcode=COLA), again=Again.RECOUNT, person="小李")
    assert tallies(shop, count) == {"可乐": (2, 7, 5)}


def test_what_is_not_on_the_list_is_taken_up(shop, cola):
    from jxc_desktop.domain.counts import Scope

    count = started(shop, Scope(product_ids=(cola.id,)))
    stocked(shop, "茶", code="1002")
    seen = entered(shop, count, row(quantity="7", code="1002"))
    assert seen.off_list == 1
    assert tallies(shop, count) == {"茶": (1, 7, 7)}
    assert what_is_wrong(shop) == []


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "unknown code": ({"barcode": "999"}, "“999” no product has this code"),
    "unknown name": ({"name": "没有"}, "“没有” no product has this name"),
    "unknown code with a name": ({"barcode": "999", "name": "没有"}, "“999” no product has this code"),
    "no stock": ({"code": "S"}, "送货 keeps no stock"),
    "two of a name": ({"name": "茶"}, "“茶” several products have it: T1、T2"),
    "no place": ({"code": "1001", "place": "火星"}, "“火星” there is no place of this name"),
    "below zero": ({"code": "1001", "quantity": "-3"}, "“-3” is below zero"),
    "words": ({"code": "1001", "quantity": "三箱"}, "“三箱” is not a number."),
    "unit": ({"code": "1001", "quantity": "3袋"}, "“袋” is no unit of these goods: 瓶."),
    "part": ({"code": "1001", "quantity": "1.5"}, "“1.5” 可乐 is counted by the whole 瓶"),
    "large": ({"code": "1001", "quantity": "9999999"}, "9999999 is too large: at most 999,999.999."),
    "future": (
        {"code": "1001", "at": datetime(2026, 11, 23)},
        "“2026-11-23 00:00:00” is later than now: the clock of the device may be wrong",
    ),
    "old": (
        {"code": "1001", "at": datetime(2000, 1, 1)},
        "“2000-01-01 00:00:00” is long before this count was begun: the clock of the device may be wrong",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_named_with_its_row_and_nothing_else_suffers(shop, cola, case):
    product(shop, "送货", code="S", kind=Kind.SERVICE)
    stocked(shop, "茶", code="T1")
    stocked(shop, "茶", code="T2")
    count = started(shop)
    more, sentence = WRONG[case]
    seen = entered(shop, count, row(2, barcode=COLA), row(3, **more))
    assert [(each[0], each[2]) for each in said(seen)] == [(3, sentence)]
    assert seen.unknown == (seen.problems if "unknown" in case else ())
    assert tallies(shop, count) == {"可乐": (1, 1, 1)}


def test_a_device_whose_clock_is_minutes_ahead_counts_now(shop, cola, clock):
    count = started(shop)
    seen = entered(shop, count, row(barcode=COLA, at=clock().replace(tzinfo=None) + timedelta(minutes=9)))
    assert [each.at for each in seen.new] == [clock()]


def test_at_several_places_the_row_says_where(shop, cola):
    with shop.work() as work:
        room = work.connection.execute(insert(s.place).values(name="后仓").returning(s.place.c.id)).scalar_one()
        work.connection.execute(insert(p.shelf_position), {"product_id": cola.id, "place_id": room, "shelf": "K-1"})
    count = started(shop)
    assert said(compared(shop, count, row(barcode=COLA))) == [(2, "Place", "可乐 stands at several places: say at which this was counted")]
    seen = entered(shop, count, row(2, "5", barcode=COLA, place="后仓"), row(3, "6", barcode=COLA, place="Shop floor"))
    assert [(each.place, each.quantity) for each in seen.new] == [("后仓", 5 * ONE), ("Shop floor", 6 * ONE)]
    assert compared(shop, count, row(barcode=COLA, shelf="k-1")).again[0].place == "后仓"


def test_what_open_carts_held_is_kept_with_each_number(shop, cola):
    count = started(shop)
    with shop.work() as work:
        save_draft(work, cart_of(cola))
    entered(shop, count, row(quantity="59", barcode=COLA))
    with shop.read() as view:
        assert view.connection.execute(select(t.count_entry.c.in_carts)).scalar_one() == ONE


def test_what_somebody_counted_meanwhile_is_not_overwritten(shop, cola):
    count = started(shop)
    seen = compared(shop, count, row(quantity="7", barcode=COLA))
    counted(shop, count, cola, 5)
    with pytest.raises(ChangedMeanwhile), shop.work() as work:
        enter_many(work, count, seen.entries(), Source.HANDHELD, seen=seen.seen)
    assert tallies(shop, count) == {"可乐": (1, 5, 5)}


def test_all_is_entered_or_nothing(shop, cola):
    count = started(shop)
    with shop.read() as view:
        moment = moment_at(view, view.now)
    good, bad = NewEntry(cola.id, 1, ONE, moment, 1), NewEntry(cola.id, 1, 999_999_999, moment, 1, is_part=True)
    with pytest.raises(CountTooLarge), shop.work() as work:
        enter_many(work, count, [good, bad], Source.WORKBOOK)
    assert tallies(shop, count) == {}
    posted_count = started(shop)
    counted(shop, posted_count, cola, 60)
    posted(shop, posted_count)
    with pytest.raises(CountClosed), shop.work() as work:
        enter_many(work, posted_count, [good], Source.WORKBOOK)


def test_who_counted_stands_beside_each_number(shop, cola):
    count = started(shop)
    with shop.work() as work:
        set_people(work, count, ["小王"])
    entered(shop, count, row(2, barcode=COLA, person="小张"), person="小王")
    stocked(shop, "茶", code="1002")
    entered(shop, count, row(2, code="1002"), person="小王")
    with shop.read() as view:
        assert list(view.connection.execute(select(t.count_entry.c.person)).scalars()) == ["小张", "小王"]


def test_a_recount_sheet_comes_back_as_a_recount(shop, cola, clock):
    count = started(shop)
    counted(shop, count, cola, 5)
    clock.forward(minutes=30)
    with shop.work() as work:
        sheet = make_sheet(work, count, which=RECOUNT)
    clock.forward(minutes=30)
    entered(shop, count, row(quantity="58", count_sheet=sheet.code, line_no=1, code="1001"), again=Again.RECOUNT)
    assert tallies(shop, count) == {"可乐": (2, 58, 5)}
    assert what_is_wrong(shop) == []


@pytest.mark.parametrize("days", [1, -8])
def test_a_time_to_come_or_long_before_the_count_was_begun_is_refused(shop, cola, days):
    count = started(shop)
    with shop.read() as view:
        at = view.now + timedelta(days=days)
    with pytest.raises(NotCountedThen):
        entered(shop, count, row(code="1001"), at=at)
    assert tallies(shop, count) == {}


@pytest.mark.parametrize(
    ("beside", "wrong"),
    [
        ({"code": "1001", "barcode": COLA, "name": "可乐"}, ""),
        ({"code": "1", "barcode": COLA, "name": "可乐"}, ""),  # another code by now
        ({"code": "1", "name": "可乐"}, ""),
        ({"code": "1001", "name": "汽水"}, ""),  # another name by now
        ({"name": "可乐"}, ""),
        ({}, ""),
        ({"code": "1", "barcode": "1"}, "“1” line 1 of this sheet is 可乐"),
        ({"code": "1002", "name": "可乐"}, "“1002” line 1 of this sheet is 可乐"),
        ({"code": "1001", "name": "茶"}, "“茶” line 1 of this sheet is 可乐"),
        ({"name": "茶"}, "“茶” line 1 of this sheet is 可乐"),
    ],
)
def test_cells_moved_beside_a_line_are_caught_a_product_changed_meanwhile_is_taken(shop, cola, beside, wrong):
    count = started(shop)
    with shop.work() as work:
        sheet = make_sheet(work, count)
    stocked(shop, "茶", code="1002")
    seen = compared(shop, count, row(count_sheet=sheet.code, line_no=1, **beside))
    assert [each.sentence() for each in seen.problems] == [wrong] * bool(wrong)


def test_a_row_written_below_the_lines_of_a_sheet_is_of_the_same_moment(shop, cola):
    count = started(shop)
    with shop.work() as work:
        sheet = make_sheet(work, count)
    stocked(shop, "茶", code="1002")
    seen = entered(shop, count, row(count_sheet=sheet.code, line_no=1), row(3, "4", code="1002"), at=None, is_at_printing=True)
    assert (seen.needs_time, {entry.moment for entry in seen.entries()}) == (False, {sheet.moment})


def test_a_line_of_a_sheet_that_was_copied_is_not_counted_twice(shop, cola):
    count = started(shop)
    with shop.work() as work:
        sheet = make_sheet(work, count)
    ours = {"count_sheet": sheet.code, "line_no": 1}
    seen = compared(shop, count, row(2, "9", **ours), row(3, "9", code="1001", **ours))
    assert said(seen) == [(3, "Line", "“1” stands here twice: one row for each line of the sheet")]
    assert [goods.quantity for goods in seen.new] == [9 * ONE]


def test_who_counted_first_adds_nothing_to_the_recount_of_another(shop, cola):
    count = started(shop, people=("小李", "小王"))
    counted(shop, count, cola, 5, person="小李")
    counted(shop, count, cola, 9, person="小王", round_no=2)
    with pytest.raises(SameHand):
        counted(shop, count, cola, 1, person="小李", is_part=True)
    with pytest.raises(SameHand):
        entered(shop, count, row(code="1001"), again=Again.ADD, person="小李")
    assert tallies(shop, count) == {"可乐": (2, 9, 5)}

"""F32: imports, sales, counts, edits and undos in any order: an undo gives back all of its own, or names what stands in the way and does nothing."""

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from jxc_desktop.domain.money import UNIT
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.operations.drafts import hold_sale
from jxc_desktop.operations.import_states import set_state
from jxc_desktop.operations.import_undo import UsedSince, undo_import
from jxc_desktop.operations.imports import apply_import, finish_imports, stage_import
from jxc_desktop.operations.products import change_product
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.stock import OpeningLine, set_opening_stock
from jxc_desktop.queries.check import check
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.products import find_by_code, search
from tests.builders import CASH, cart_of, make_shop
from tests.domain.tries import IS_RELEASE

CODES = ("T0", "T1")
codes = st.sampled_from(CODES)
prices = st.integers(10, 12)
counts = st.one_of(st.none(), st.integers(0, 3))
sheets = st.dictionaries(codes, st.tuples(prices, counts), min_size=1)


@dataclass(frozen=True)
class Known:
    """A product on paper. `facts` is another one whenever somebody changes it; `moves` also counts counts, `carts` also sales."""

    price: int
    on_hand: int = 0
    is_counted: bool = False
    facts: object = field(default_factory=object)
    moves: int = 0
    carts: int = 0


@dataclass(frozen=True)
class Done:
    """An import on paper: each product before (None: not there) and after it, and whose stock it set."""

    import_id: int
    before: dict[str, Known | None]
    after: dict[str, Known]
    stocked: set[str]

    def in_the_way(self, code: str, now: Known) -> bool:
        """Whether somebody changed it since, or moved or counted it, or, when it is new, has it in a cart."""
        then, is_new = self.after[code], self.before[code] is None
        is_moved = now.moves != then.moves and (is_new or code in self.stocked)
        return now.facts is not then.facts or is_moved or (is_new and now.carts > 0)


class ImportsAndSales(RuleBasedStateMachine):
    """A shop and its paper."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.shop = make_shop(Path(self.folder.name))
        self.paper: dict[str, Known] = {}
        self.done: list[Done] = []

    def teardown(self) -> None:
        self.shop.close()
        self.folder.cleanup()

    def product(self, view: Any, code: str) -> Any:
        return find_by_code(view, code)[0].product

    def note(self, code: str, **changes: Any) -> None:
        self.paper[code] = replace(self.paper[code], **changes)

    @rule(sheet=sheets, is_killed=st.booleans())
    def import_a_sheet(self, sheet: dict[str, tuple[int, int | None]], is_killed: bool) -> None:
        rows = []
        for number, (code, (price, count)) in enumerate(sheet.items(), 2):
            stock = {} if count is None else {"stock": count * ONE}
            rows.append(SheetRow(number, {"code": code, "name": f"货{code}", "retail_price": price * UNIT, **stock}))
        with self.shop.read() as view:
            differences = compare(view, rows)
        before, after, stocked = self._on_paper(sheet)
        assert len(differences.new) + sum(bool(row.changes) for row in differences.changed) == len(after)
        if not after:
            return
        import_id = stage_import(self.shop, differences, "a.xlsx", "hash")
        if is_killed:
            with self.shop.work() as work:
                set_state(work, import_id, "applying")
            assert finish_imports(self.shop) == [import_id]
        else:
            assert apply_import(self.shop, import_id) == []
        self.paper |= after
        self.done.append(Done(import_id, before, after, stocked))

    def _on_paper(self, sheet: dict[str, tuple[int, int | None]]) -> tuple[dict[str, Known | None], dict[str, Known], set[str]]:
        """What a sheet finds and leaves: a count is taken over once, a price that is the same changes nothing."""
        before: dict[str, Known | None] = {}
        after: dict[str, Known] = {}
        stocked = set()
        for code, (price, count) in sheet.items():
            old = self.paper.get(code)
            new = Known(price) if old is None else replace(old, price=price)
            if count is not None and not new.is_counted:
                new = replace(new, on_hand=count, is_counted=True, moves=new.moves + 1)
                stocked.add(code)
            if new != old:
                before[code], after[code] = old, replace(new, facts=object())
        return before, after, stocked

    @rule(code=codes)
    def sell(self, code: str) -> None:
        if known := self.paper.get(code):
            with self.shop.work() as work:
                complete_sale(work, cart_of(self.product(work, code)), (CASH,), print_receipt=False)
            self.note(code, on_hand=known.on_hand - 1, moves=known.moves + 1, carts=known.carts + 1)

    @rule(code=codes)
    def hold(self, code: str) -> None:
        if known := self.paper.get(code):
            with self.shop.work() as work:
                hold_sale(work, cart_of(self.product(work, code)))
            self.note(code, carts=known.carts + 1)

    @rule(code=codes, count=st.integers(0, 3))
    def count(self, code: str, count: int) -> None:
        known = self.paper.get(code)
        if known and not known.is_counted:
            with self.shop.work() as work:
                set_opening_stock(work, [OpeningLine(self.product(work, code).id, count * ONE)])
            self.note(code, on_hand=count, is_counted=True, moves=known.moves + 1)

    @rule(code=codes, price=prices)
    def edit(self, code: str, price: int) -> None:
        known = self.paper.get(code)
        if known and known.price != price:
            with self.shop.work() as work:
                card = product_card(work, self.product(work, code).id)
                assert card is not None
                change_product(work, card.id, replace(card.fields, retail_price=price * UNIT), card.version)
            self.note(code, price=price, facts=object())

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def undo_one(self, data: st.DataObject) -> None:
        self._undo(data.draw(st.integers(0, len(self.done) - 1)))

    @precondition(lambda self: self.done)
    @rule()
    def undo_the_last(self) -> None:
        self._undo(len(self.done) - 1)

    def _undo(self, place: int) -> None:
        done = self.done[place]
        blocking = {code for code in done.after if code not in self.paper or done.in_the_way(code, self.paper[code])}
        if blocking:
            with pytest.raises(UsedSince) as used:
                undo_import(self.shop, done.import_id)
            assert {code for code, _name in used.value.products} == blocking
            return
        undo_import(self.shop, done.import_id)
        del self.done[place]
        for code, old in done.before.items():
            if old is None:
                del self.paper[code]
            elif code in done.stocked:
                now = self.paper[code]
                self.paper[code] = replace(old, carts=now.carts, moves=now.moves + 1)
            else:
                self.note(code, price=old.price, facts=old.facts)

    @invariant()
    def the_shop_is_as_on_paper(self) -> None:
        with self.shop.read() as view:
            found = {each.code: each for each in search(view, "货")}
            report = check(view)
        assert {code: (each.retail_price, each.on_hand, not each.is_unopened) for code, each in found.items()} == {
            code: (known.price * UNIT, known.on_hand * ONE, known.is_counted) for code, known in self.paper.items()
        }
        assert [finding.sentence() for finding in report.findings] == []


TestImportsAndSales = ImportsAndSales.TestCase
TestImportsAndSales.settings = settings(max_examples=300 if IS_RELEASE else 15, stateful_step_count=40 if IS_RELEASE else 20, deadline=None)

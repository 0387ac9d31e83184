"""F32: price lists of two suppliers, receipts, edits and undos in any order: an undo gives back all of its own, or names what stands in the way."""

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select

from jxc_desktop.db.tables.purchasing import supplier_product
from jxc_desktop.domain.money import UNIT
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.import_states import set_state
from jxc_desktop.operations.import_undo import UsedSince, undo_import
from jxc_desktop.operations.imports import apply_import, finish_imports, stage_import
from jxc_desktop.operations.products import change_product
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.check import check
from jxc_desktop.queries.imports import PRICES
from jxc_desktop.queries.price_lists import Answers, compare_prices
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.products import find_by_code, search
from tests.builders import make_shop
from tests.domain.tries import IS_RELEASE
from tests.purchases import line, receipt

CODES = {"T0": "6901234567892", "T1": "6901234567908"}
codes = st.sampled_from(sorted(CODES))
prices = st.integers(10, 12)
who = st.sampled_from((0, 1))
lists = st.dictionaries(codes, prices, min_size=1)


@dataclass(frozen=True)
class Known:
    """A product on paper: the price on file, what each supplier asks. `facts` is another one whenever the product is changed.

    `uses` counts what a product that is taken back must not have: receipts, and prices of lists that stand.
    """

    price: int
    offers: tuple[int | None, int | None] = (None, None)
    facts: object = field(default_factory=object)
    receipts: int = 0
    is_priced_by: frozenset[int] = frozenset()

    def offered(self, who: int, price: int | None) -> "Known":
        return replace(self, offers=(price, self.offers[1]) if who == 0 else (self.offers[0], price))


@dataclass(frozen=True)
class Done:
    """A price list on paper: each product before (None: not there) and after it."""

    import_id: int
    who: int
    before: dict[str, Known | None]
    after: dict[str, Known]

    def in_the_way(self, code: str, now: Known) -> bool:
        """Whether the price on file or the supplier's was changed since, or, when it is new, whether anybody else priced or brought it."""
        before, then = self.before[code], self.after[code]
        if now.offers[self.who] != then.offers[self.who]:
            return True
        if before is None:
            return now.facts is not then.facts or now.receipts > 0 or bool(now.is_priced_by - {self.import_id})
        return before.facts is not then.facts and now.facts is not then.facts


class PriceListsAndReceipts(RuleBasedStateMachine):
    """A shop and its paper."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.shop = make_shop(Path(self.folder.name))
        with self.shop.work() as work:
            self.suppliers = tuple(add_supplier(work, SupplierFields(name)) for name in ("大发", "小发"))
        self.paper: dict[str, Known] = {}
        self.done: list[Done] = []

    def teardown(self) -> None:
        self.shop.close()
        self.folder.cleanup()

    def product(self, view: Any, code: str) -> Any:
        return find_by_code(view, CODES[code])[0].product

    @rule(who=who, asked=lists, is_killed=st.booleans())
    def import_a_list(self, who: int, asked: dict[str, int], is_killed: bool) -> None:
        rows = [
            SheetRow(number, {"barcodes": (CODES[code],), "name": f"货{code}", "purchase_price": price * UNIT})
            for number, (code, price) in enumerate(asked.items(), 2)
        ]
        supplier = self.suppliers[who]
        with self.shop.read() as view:
            found = compare_prices(view, supplier, rows, Answers(match_by_name=False, makes_unmatched=True))
        before: dict[str, Known | None] = {}
        after: dict[str, Known] = {}
        for code, price in asked.items():
            old = self.paper.get(code)
            new = (Known(price) if old is None else old).offered(who, price)
            if new.price != price:
                new = replace(new, price=price, facts=object())
            if new != old:
                before[code], after[code] = old, new
        assert len(found.new) + len(found.changed) == len(after)
        if not after:
            return
        import_id = stage_import(self.shop, found, "prices.xlsx", "hash", kind=f"{PRICES}{supplier}")
        if is_killed:
            with self.shop.work() as work:
                set_state(work, import_id, "applying")
            assert finish_imports(self.shop) == [import_id]
        else:
            assert apply_import(self.shop, import_id) == []
        for code, new in after.items():
            is_asked_anew = before[code] is not None and before[code].offers[who] != new.offers[who]  # type: ignore[union-attr]
            after[code] = replace(new, is_priced_by=new.is_priced_by | {import_id}) if is_asked_anew else new
        self.paper |= after
        self.done.append(Done(import_id, who, before, after))

    @rule(who=who, code=codes, price=prices)
    def receive(self, who: int, code: str, price: int) -> None:
        if known := self.paper.get(code):
            with self.shop.work() as work:
                receive_goods(work, receipt(self.suppliers[who], line(self.product(work, code), 2, price * UNIT)))
            now = replace(known.offered(who, price), receipts=known.receipts + 1)
            self.paper[code] = now if known.price == price else replace(now, price=price, facts=object())

    @rule(code=codes, price=prices)
    def edit(self, code: str, price: int) -> None:
        known = self.paper.get(code)
        if known and known.price != price:
            with self.shop.work() as work:
                card = product_card(work, self.product(work, code).id)
                assert card is not None
                change_product(work, card.id, replace(card.fields, purchase_price=price * UNIT), card.version)
            self.paper[code] = replace(known, price=price, facts=object())

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
            assert {name for _code, name in used.value.products} == {f"货{code}" for code in blocking}
            return
        undo_import(self.shop, done.import_id)
        del self.done[place]
        for code, old in done.before.items():
            if old is None:
                del self.paper[code]
                continue
            now = self.paper[code].offered(done.who, old.offers[done.who])
            now = replace(now, is_priced_by=now.is_priced_by - {done.import_id})
            changed = old.facts is not done.after[code].facts
            self.paper[code] = replace(now, price=old.price, facts=old.facts) if changed else now

    @invariant()
    def the_shop_is_as_on_paper(self) -> None:
        o = supplier_product.c
        with self.shop.read() as view:
            there = {each.name.removeprefix("货"): each for each in search(view, "货")}
            asked = {
                (row.supplier_id, row.product_id): row.price
                for row in view.connection.execute(select(o.supplier_id, o.product_id, o.price))
            }
            report = check(view)
        found = {
            code: (each.purchase_price, tuple(asked.get((supplier, each.id)) for supplier in self.suppliers))
            for code, each in there.items()
        }
        assert found == {
            code: (known.price * UNIT, tuple(None if price is None else price * UNIT for price in known.offers))
            for code, known in self.paper.items()
        }
        assert [finding.sentence() for finding in report.findings] == []


TestPriceListsAndReceipts = PriceListsAndReceipts.TestCase
TestPriceListsAndReceipts.settings = settings(
    max_examples=300 if IS_RELEASE else 15, stateful_step_count=40 if IS_RELEASE else 20, deadline=None
)

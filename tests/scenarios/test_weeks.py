"""The story of a week at the counter of five shops: each night, and in the restored backup, everything agrees with the paper."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from jxc_desktop.domain.backups import Reason
from jxc_desktop.domain.barcodes import check_digit
from jxc_desktop.domain.cart import agreed_total
from jxc_desktop.domain.products import Kind
from jxc_desktop.operations.backups import back_up, restore
from jxc_desktop.operations.drafts import hold_sale, resume_sale, save_draft
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.check import check
from jxc_desktop.queries.drafts import held_sales
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.reports.takings import By, takings, takings_summary
from jxc_desktop.queries.reports.today import today
from jxc_desktop.queries.stock import COLUMNS, all_stock
from tests.builders import TestClock
from tests.scenarios.morning import amount, money
from tests.scenarios.week import ALIPAY, CARD, CASH, CENT, JIAO, WECHAT, Basket, Slip, Ware, Week, tender

DAYS = 7
ON_HAND, VALUE = ([column.key for column in COLUMNS].index(key) for key in ("on_hand", "value"))
WAYS = text("SELECT method_id, SUM(amount) FROM payment JOIN document d ON d.id = document_id WHERE business_date = :day GROUP BY 1")
SETTINGS: dict[str, dict[str, object]] = {
    "convenience": {},
    "stationery": {"cash_rounding": "off"},
    "hardware": {"cash_rounding": "yuan", "tax_status": "small", "tax_rate": 100},
    "clothes": {"tax_status": "general"},
    "fruit": {"below_zero": "sell"},
}
STEPS = {"off": CENT, "jiao": JIAO, "yuan": Decimal(1)}


@dataclass(frozen=True)
class Trade:
    """What a shop sells: `goods` in each of the `specs`; `loose` by weight or length: name, price, cost, unit."""

    goods: str
    specs: str
    unit: str
    pack: tuple[str, int]
    first_price: str
    step: str
    loose: tuple[tuple[str, str, str, str], ...]
    open_price: str
    service: tuple[str, str]


TRADES = {
    "convenience": Trade(
        "可乐 雪碧 矿泉水 绿茶 酸奶 啤酒 牛奶 咖啡 果汁 豆奶 椰汁 凉茶",
        "250ml 500ml",
        "瓶",
        ("箱", 24),
        "1.50",
        "0.35",
        (("散装瓜子", "12.80", "8.15", "斤"), ("茶叶蛋", "9.90", "5.05", "公斤")),
        "早点",
        ("代收快递", "1.00"),
    ),
    "stationery": Trade(
        "中性笔 铅笔 橡皮 作业本 文件夹 胶水 尺子 圆规 便利贴 订书机 笔袋 修正带",
        "蓝 红 黑",
        "支",
        ("盒", 12),
        "0.50",
        "0.45",
        (("包书皮", "1.50", "0.62", "米"),),
        "文具杂项",
        ("复印", "0.20"),
    ),
    "hardware": Trade(
        "螺丝 膨胀管 扳手 钳子 锤子 插座 开关 灯泡 水龙头 合页 门锁 卷尺",
        "小 中 大",
        "个",
        ("包", 50),
        "0.35",
        "1.17",
        (("电线", "2.60", "1.73", "米"), ("铁钉", "8.00", "5.21", "斤"), ("链条", "13.50", "9.07", "公斤")),
        "小五金",
        ("配钥匙", "5.00"),
    ),
    "clothes": Trade(
        "衬衫 T恤 牛仔裤 连衣裙 毛衣 外套 短裤 袜子 围巾 帽子",
        "S M L",
        "件",
        ("打", 12),
        "19.90",
        "7.53",
        (),
        "处理品",
        ("改裤脚", "10.00"),
    ),
    "fruit": Trade(
        "礼盒苹果 礼盒梨 礼盒橙 盒装草莓 盒装蓝莓 盒装车厘子 果篮 果干 果汁杯 果切",
        "小 大",
        "盒",
        ("箱", 6),
        "9.90",
        "3.33",
        (
            ("苹果", "6.80", "4.37", "斤"),
            ("香蕉", "3.98", "2.19", "斤"),
            ("西瓜", "1.58", "0.83", "斤"),
            ("葡萄", "25.60", "16.11", "公斤"),
        ),
        "尾货",
        ("削皮", "2.00"),
    ),
}


def with_check_digit(body: str) -> str:
    return body + check_digit(body)


def goods_of(trade: Trade) -> list[Ware]:
    """A few dozen: every fifth was never counted, every seventh is nearly sold out, every third comes in packs too."""
    made = []
    names = [(name, spec) for name in trade.goods.split() for spec in trade.specs.split()]
    for number, (name, spec) in enumerate(names):
        price = Decimal(trade.first_price) + number * Decimal(trade.step)
        ratio = trade.pack[1]
        pack = (trade.pack[0], ratio, (price * ratio * Decimal("0.9")).quantize(CENT)) if number % 3 == 0 else None
        stock = None if number % 5 == 4 else Decimal(3) if number % 7 == 3 else Decimal(200 + number)
        codes = with_check_digit(f"6901{number:08d}"), with_check_digit(f"6902{number:08d}")
        cost = (price * Decimal("0.63")).quantize(Decimal("0.0001"))
        made.append(
            Ware(str(1001 + number), name, price, cost, stock, spec, trade.unit, Kind.GOODS, codes[0], pack, codes[1] if pack else "")
        )
    return made


def loose_of(trade: Trade) -> list[Ware]:
    return [
        Ware(str(20001 + number), name, Decimal(price), Decimal(cost), Decimal(40), unit=unit, kind=Kind.WEIGHED)
        for number, (name, price, cost, unit) in enumerate(trade.loose)
    ]


class Counter:
    """One shop, its cashier's ten sales a day: `number` of the day decides what is taken from the shelf."""

    def __init__(self, shop: Shop, trade: Trade) -> None:
        self.week = Week(shop, STEPS[shop.settings.cash_rounding])
        self.goods, self.loose = goods_of(trade), loose_of(trade)
        self.open = Ware("30001", trade.open_price, Decimal(0), kind=Kind.OPEN_PRICE)
        self.service = Ware("30002", trade.service[0], Decimal(trade.service[1]), kind=Kind.SERVICE)
        self.week.stock_up([*self.goods, *self.loose, self.open, self.service])
        self.packed = [ware for ware in self.goods if ware.pack]
        self.slips: list[Slip] = []

    def day(self, number: int) -> None:
        """What happens between opening and closing."""
        self.small_sales(number)
        self.by_weight(number)
        self.bargains(number)
        self.hold_and_resume(number)
        self.wrong_ones(number)
        self.back_again(number)

    def ware(self, number: int) -> Ware:
        return self.goods[number * 7 % len(self.goods)]

    def small_sales(self, number: int) -> None:
        """One piece for cash; several by WeChat; a case and some pieces by Alipay."""
        week = self.week
        week.sell(week.scan(Basket(), self.ware(number)), tender(CASH, Decimal(2000)))
        basket = Basket()
        for place in range(1, 4):
            week.scan(basket, self.ware(number + place), str(place))
        self.slips.append(week.sell(basket, tender(WECHAT)))
        basket = week.scan_pack(Basket(), self.packed[number % len(self.packed)], 1 + number % 2)
        week.scan(basket, self.ware(number + 5), "5")
        self.slips.append(week.sell(basket, tender(ALIPAY)))

    def by_weight(self, number: int) -> None:
        """By both labels of the scale and for a sum; where nothing is loose, a discount on the line; paid in cash."""
        week, basket = self.week, Basket()
        if not self.loose:
            week.cheaper(basket, self.ware(number + 6), "2", 20)
            week.repriced(basket, self.ware(number + 9), Decimal("15.55"))
            week.sell(basket, tender(CASH))
            return
        ware = self.loose[number % len(self.loose)]
        grams, price = 437 + 311 * number, str(ware.price)
        pieces = Decimal(grams) / (500 if ware.unit == "斤" else 1000)
        week.scan_label(basket, ware, with_check_digit(f"22{ware.code}{grams:05d}"), pieces, amount(price, str(pieces)))
        cents = 618 + number * 77
        derived = (Decimal(cents) / 100 / ware.price).quantize(Decimal("0.001"))
        week.scan_label(basket, ware, with_check_digit(f"21{ware.code}{cents:05d}"), derived, Decimal(cents) / 100)
        week.for_a_sum(basket, ware, Decimal(10 + number))
        week.scan(basket, ware, f"{number + 1}.236")
        week.sell(basket, tender(CASH, Decimal(500)))

    def bargains(self, number: int) -> None:
        """A line given free; an agreed total, part by WeChat and the rest in cash; goods without a code, a service, some off by hand."""
        week = self.week
        basket = week.free(week.scan(Basket(), self.ware(number + 2), "3"), self.ware(number + 11))
        self.slips.append(week.sell(basket, tender(CASH)))
        basket = week.scan(week.scan(Basket(), self.ware(number + 8), "4"), self.ware(number + 3), "2")
        agreed = (basket.due * Decimal("0.93")).quantize(CENT)
        basket.cart = agreed_total(basket.cart, money(agreed))
        part = (agreed / 3).quantize(CENT)
        self.agreed = week.sell(basket, tender(WECHAT, part), tender(CASH), due=agreed)
        basket = week.scan(week.at_price(Basket(), self.open, Decimal("3.50") + number), self.service)
        week.cheaper(basket, self.ware(number + 4), "1", 15)
        week.sell(basket, tender(CARD), by_hand=Decimal("0.20"))

    def hold_and_resume(self, number: int) -> None:
        """One fetches a purse, another is served, the first comes back."""
        week = self.week
        basket = week.scan(Basket(), self.ware(number + 10), "2")
        with week.shop.work() as work:
            save_draft(work, basket.cart)
            hold_sale(work, basket.cart, "老王")
        week.sell(week.scan(Basket(), self.ware(number + 12)), tender(ALIPAY))
        with week.shop.read() as view:
            (held,) = held_sales(view)
        with week.shop.work() as work:
            basket.cart = resume_sale(work, held.key)
        self.slips.append(week.sell(basket, tender(CASH)))

    def wrong_ones(self, number: int) -> None:
        """The last sale reversed; too much by WeChat, the rest back in cash; said cash, was Alipay; cash for an e-payment."""
        week = self.week
        slip = week.sell(week.scan(week.scan(Basket(), self.ware(number + 13)), self.ware(number + 2)), tender(CASH))
        week.reverse(slip)
        basket = week.scan(Basket(), self.ware(number + 14))
        week.sell(basket, tender(WECHAT, basket.due + Decimal("6.66")), over=True)
        slip = week.sell(week.scan(Basket(), self.ware(number + 15), "2"), tender(CASH))
        week.correct(slip, CASH, ALIPAY)
        self.slips.append(slip)
        week.swap(WECHAT, Decimal(50 + number))

    def back_again(self, number: int) -> None:
        """What was bought today and before comes back: parts, broken ones, whole, another way, without a receipt, exchanged."""
        week = self.week
        several, packed, gift, held, corrected = self.slips[-5:]
        week.give_back(several, {1: "1"})
        week.give_back(several, {1: "1", 2: "2"}, scrap=(2,))
        week.give_back(packed, {0: "3"}, by=CASH)
        week.give_back(gift, {0: "2"})
        week.give_back(gift, {0: "1", 1: "1"})
        week.give_back(corrected, {0: "2"})
        same = self.slips[3] if number == 3 else held
        if number:
            week.exchange(same, 0, week.scan(Basket(), same.lines[0].ware, str(same.lines[0].pieces)))
        week.exchange(several, 0, week.scan(Basket(), self.ware(number + 16), "2"))
        if number % 2:
            week.give_back(self.agreed, {0: "4", 1: "2"})
        week.give_back_unseen(self.ware(number + 1), "1", Decimal("1.50"))


Figures = tuple[object, ...]


def figures_of(shop: Shop, first: date, last: date) -> Figures:
    """Everything the shop says of itself between two days; and that its books are whole."""
    with shop.read() as view:
        assert [finding.sentence() for finding in check(view).findings] == []
        span = Span(first, last)
        days = [today(view, first + timedelta(days=day)) for day in range(DAYS)]
        values = view.connection.execute(text("SELECT * FROM stock_value ORDER BY product_id")).all()
        documents = view.connection.execute(text("SELECT number, total FROM document ORDER BY posted_seq")).all()
        reports = [takings(view, by, span) for by in By]
        return days, list(map(tuple, values)), list(map(tuple, documents)), list(all_stock(view)), takings_summary(view, span), reports


def agree(week: Week) -> None:
    """The night: drawer, ways of paying, stock, value and check, on screen and on paper."""
    with week.shop.read() as view:
        assert [finding.sentence() for finding in check(view).findings] == []
        said = today(view)
        by_method: dict[int, int] = dict(view.connection.execute(WAYS, {"day": view.business_date.isoformat()}).all())
        kept = {row[0]: (row[1], row[2]) for row in view.connection.execute(text("SELECT product_id, quantity, value FROM stock_value"))}
        listed = {row[0]: row for row in all_stock(view)}
    assert (said.sales, said.reversals, said.takings) == (week.sales, week.reversals, money(week.takings))
    assert by_method == dict(week.ways)
    assert dict(said.by_method)["Cash"] + dict(said.swapped).get("Cash", 0) == week.ways[CASH]
    assert sum(amount for _name, amount in said.by_method) == said.takings
    assert sum(by_method.values()) == said.takings
    for code, book in week.books.items():
        assert kept.get(week.ids[code], (0, 0)) == (book.quantity, book.value) == book.ledger, code
        assert listed[code][ON_HAND] == (None if code in week.uncounted else book.quantity)
        assert code in week.uncounted or listed[code][VALUE] == book.value


@pytest.mark.parametrize("name", TRADES)
def test_a_week_at_the_counter(shop: Shop, clock: TestClock, tmp_path: Path, name: str) -> None:
    with shop.work() as work:
        change_settings(work, **SETTINGS[name])
    counter = Counter(shop, TRADES[name])
    first = clock.now.date()
    for number in range(DAYS):
        counter.day(number)
        agree(counter.week)
        assert counter.week.sales >= 10
        counter.week.new_day()
        clock.forward(days=1)
    assert any(book.owed for book in counter.week.books.values())  # more was sold than the books knew of
    assert any(book.corrections for book in counter.week.books.values())  # and some of it came
    clock.forward(days=-1)
    last = clock.now.date()
    told = figures_of(shop, first, last)
    backup = back_up(shop, tmp_path / "backups", Reason.BY_HAND)
    shop.close()
    side = tmp_path / "side" / "shop.jxc"
    restore(backup.path, side, program="test", clock=clock)
    restored = open_shop(side, program="test", create=False, clock=clock)
    assert figures_of(restored, first, last) == told
    restored.close()

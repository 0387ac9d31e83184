"""The story of a morning: a shop opens with its real list, sells a real day, and at noon drawer, stock, value and check agree."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
from sqlalchemy import text

from jxc_desktop.devices import printer
from jxc_desktop.domain.barcodes import check_digit
from jxc_desktop.domain.cart import Cart, add_product, discount_cart, discount_line, override_price, set_quantity
from jxc_desktop.domain.discounts import Discount, DiscountKind
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.drafts import hold_sale, resume_sale, save_draft
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.check import check
from jxc_desktop.queries.drafts import held_sales
from jxc_desktop.queries.print_jobs import failed_jobs
from jxc_desktop.queries.reports.today import today
from jxc_desktop.queries.stock import COLUMNS, all_stock
from tests.builders import CASH, WECHAT, cash
from tests.devices.fake_printer import OFFLINE, fake_printer
from tests.printing.escpos_reader import read_job
from tests.scenarios.morning import Morning, OnSheet, amount, money, one_of

Sale = tuple[str, Decimal]
PEARS = OnSheet("鸭梨", Decimal(50), Decimal("3.26"))
BUSY_DAY = "2017/6/1 "
VALUE = next(place for place, column in enumerate(COLUMNS) if column.key == "value")


def made_up() -> tuple[list[list[object]], list[Sale]]:
    """Forty products and sixty sales of a shop that does not exist."""
    products: list[list[object]] = [["名称", "条码", "库存量", "进货价", "销售价"]]
    for number in range(40):
        body = f"69{number:010d}"
        products.append(
            [f"货品{number}号", body + check_digit(body), number % 7 * 3, f"{1 + number * 0.13:.2f}", f"{2 + number * 0.25:.2f}"]
        )
    return products, [(f"现做{number * 7 % 11}号", Decimal(number * 7 % 11) + Decimal("1.5")) for number in range(60)]


def real(shared: Path) -> tuple[list[list[object]], list[Sale]]:
    """A small shop's list out of its till program, and one day of a vending machine, by item name."""
    sheet = openpyxl.load_workbook(shared / "masters" / "Yingyi11__银豹商品资料.xlsx").worksheets[0]
    rows = [[cell.value for cell in row[:6]] for row in sheet.iter_rows()]
    products: list[list[object]] = [["名称", "条码", "库存量", "进货价", "销售价"]]
    products += [[row[0], row[2], row[3], row[4], row[5]] for row in rows[1:] if row[0]]
    with (shared / "sales" / "vending_gbk" / "zengchuihua__task1-1A.csv").open(encoding="gb18030", newline="") as file:
        day = [row for row in csv.DictReader(file) if row["支付时间"].startswith(BUSY_DAY)]
    return products, [(row["商品"].strip(), Decimal(row["实际金额"])) for row in day if Decimal(row["实际金额"]) > 0]


def on_sheet(products: Sequence[Sequence[object]]) -> list[OnSheet]:
    return [OnSheet(str(name), Decimal(str(stock)), Decimal(str(cost))) for name, _code, stock, cost, _price in products[1:]]


def write_sheet(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def ring_up_the_day(morning: Morning, sales: Sequence[Sale]) -> None:
    """Every sale by name, at the price of the moment, paid by WeChat; every fourth in cash."""
    for number, (name, price) in enumerate(sales):
        cart = one_of(f"day-{number}", morning.named(name))
        line = cart.lines[0]
        if line.price != money(price):
            cart = override_price(cart, line.line_id, money(price))
        in_cash = number % 4 == 0
        morning.sell(cart, CASH if in_cash else WECHAT, due=price, rounds=in_cash)


def sell_by_weight(morning: Morning) -> None:
    """1.234 kg of pears at 6.80 for 500 g, by the scale's label; the label's twin says the sum itself."""
    by_weight, by_sum = "2220001012340", "2120001016780"
    for number, (label, due) in enumerate(((by_weight, amount("6.80", "2.468")), (by_sum, Decimal("16.78")))):
        found = morning.scan(label[:12] + check_digit(label[:12]))
        assert found.label is not None
        cart = add_product(Cart(f"pears-{number}"), found.product, label=found.label)
        morning.sell(cart, cash(50_0000), due=due, rounds=True)


def sell_with_everything(morning: Morning, barcode: str, price: Decimal) -> None:
    """Six of one and a pear's worth of the other: 八折 on the line, 5 off the whole, part by WeChat, the rest in cash less some."""
    found = morning.scan(barcode)
    cart = add_product(Cart("everything"), found.product, quantity=6 * ONE)
    cart = discount_line(cart, 1, Discount(DiscountKind.PERCENT, 2000))
    cart = add_product(cart, morning.named("鸭梨"), quantity=1_500)
    cart = discount_cart(cart, Discount(DiscountKind.MONEY_OFF, 5_0000))
    due = (price * 6 * Decimal("0.8")).quantize(Decimal("0.01")) + amount("6.80", "1.5") - 5
    assert cart.totals.total == money(due)
    part = replace(WECHAT, amount=2_0000)
    morning.sell(cart, part, CASH, due=due, rounds=True, by_hand=Decimal("0.30"))


def hold_and_resume(morning: Morning, barcode: str, price: Decimal) -> None:
    """老王 fetches his purse; somebody else is served; then he pays."""
    cart = set_quantity(one_of("old-wang", morning.scan(barcode).product), 1, 2 * ONE)
    with morning.shop.work() as work:
        save_draft(work, cart)
        hold_sale(work, cart, "老王")
    morning.sell(one_of("meanwhile", morning.scan(barcode).product), WECHAT, due=price)
    with morning.shop.read() as view:
        (held,) = held_sales(view)
    with morning.shop.work() as work:
        cart = resume_sale(work, held.key)
    morning.sell(cart, CASH, due=price * 2, rounds=True)


def sell_and_take_back(morning: Morning, barcode: str, price: Decimal) -> None:
    sold = morning.sell(one_of("wrong", morning.scan(barcode).product), cash(100_0000), due=price, rounds=True)
    morning.reverse(sold, cash=Decimal(sold.total) / 10_000)


def print_with_a_dead_printer(morning: Morning) -> list[str]:
    """The printer is dead, then it is not; returns what stands on the paper, text by text."""
    with fake_printer(OFFLINE) as dead:
        assert morning.print_waiting(dead.target()) == 0
    assert dead.paper == b""
    assert morning.retry_failed() == morning.sales + 1
    with fake_printer() as device:
        assert morning.print_waiting(device.target()) == morning.sales + 1
        assert morning.print_waiting(device.target()) == 0
        # It serves one caller after the other: once this has come out, all before it has been read.
        printer.send(device.target(), b"\n")
        with morning.shop.read() as view:
            assert failed_jobs(view) == ()
    return [part.data.decode("gb18030").strip() for part in read_job(device.paper) if part.kind == "text"]


def agree(morning: Morning, texts: Sequence[str]) -> None:
    """What the program says and what stands on the other paper."""
    shop = morning.shop
    with shop.read() as view:
        report = check(view)
        figures = today(view)
        numbers = view.connection.execute(text("SELECT number FROM document WHERE kind IN ('XS', 'HC')")).scalars().all()
        values = view.connection.execute(text("SELECT product_id, quantity, value FROM stock_value")).all()
        shown = sum(row[VALUE] or 0 for row in all_stock(view))
    assert [finding.sentence() for finding in report.findings] == []
    assert (figures.sales, figures.reversals, figures.takings) == (morning.sales, 1, money(morning.takings))
    by_method = dict(figures.by_method)
    assert by_method["Cash"] == money(morning.drawer)
    assert sum(by_method.values()) == money(morning.takings)
    kept = {product_id: (quantity, value) for product_id, quantity, value in values}
    for product_id, book in morning.books.items():
        assert kept.get(product_id, (0, 0)) == (book.quantity, book.value) == book.ledger
    opened = [book for product_id, book in morning.books.items() if product_id not in morning.unopened]
    assert shown == sum(book.value for book in opened)
    printed = [line.split()[-1] for line in texts if line.startswith("No.")]
    assert sorted(printed) == sorted(numbers)
    assert not any("Copy" in line for line in texts)


def play(shop: Shop, sheet: Path, folder: Path, products: Sequence[OnSheet], barcode: str, price: Decimal, day: Sequence[Sale]) -> None:
    morning = Morning(shop)
    morning.import_sheet(sheet, products)
    pears: list[list[object]] = [
        ["编码", "名称", "单位", "类型", "库存量", "进货价", "销售价"],
        ["20001", "鸭梨", "斤", "称重", 50, "3.26", "6.80"],
    ]
    morning.import_sheet(write_sheet(folder / "pears.csv", pears), [PEARS])
    fresh = {name: cost for name, cost in day if name not in {said.name for said in products}}
    morning.import_sheet(
        write_sheet(folder / "fresh.csv", [["名称", "销售价"], *([name, cost] for name, cost in fresh.items())]),
        [OnSheet(name) for name in fresh],
    )
    sell_by_weight(morning)
    ring_up_the_day(morning, day)
    sell_with_everything(morning, barcode, price)
    hold_and_resume(morning, barcode, price)
    sell_and_take_back(morning, barcode, price)
    agree(morning, print_with_a_dead_printer(morning))


def test_a_morning_of_a_shop_that_does_not_exist(shop, tmp_path):
    rows, day = made_up()
    name, barcode, _stock, _cost, price = rows[13]
    assert name == "货品12号"
    play(shop, write_sheet(tmp_path / "list.csv", rows), tmp_path, on_sheet(rows), str(barcode), Decimal(str(price)), day)


def test_a_morning_of_a_real_shop(shop, tmp_path, shared_data):
    rows, day = real(shared_data)
    _name, barcode, _stock, _cost, price = next(row for row in rows if row[0] == "香橙味呵黑仔饼")
    assert len(day) > 50
    sheet = shared_data / "masters" / "Yingyi11__银豹商品资料.xlsx"
    play(shop, sheet, tmp_path, on_sheet(rows), str(barcode), Decimal(str(price)), day)

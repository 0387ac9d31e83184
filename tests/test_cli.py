"""The shop from a terminal: what machines read, exit codes, and that nothing half done is left."""

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import delete, select

from jxc_desktop import cli
from jxc_desktop.db.lock import ShopLock
from jxc_desktop.db.tables.shop import audit_entry, role_permission
from jxc_desktop.domain.backups import Reason
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.backups import back_up
from jxc_desktop.operations.import_states import set_state
from jxc_desktop.operations.imports import stage_import
from jxc_desktop.operations.planned_prices import confirm_tags
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.operations.suppliers import add_supplier, set_opening_payable
from jxc_desktop.queries.backups import backups_in
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.product_search import search
from jxc_desktop.queries.reference_lists import look_up
from tests.builders import CASH, cart_of, empty_shop_file
from tests.purchases import line, receipt
from tests.scenarios.stage import ON_LINUX

HEADS = ["商品编码", "条码", "商品名称", "单位", "零售价", "库存"]
COUNTS = {"new": 0, "changed": 0, "skipped": 0, "wrong": 0}
COLA = ["1", "6901234567892", "可乐", "瓶", 3.5, 10]


def sheet(path, *rows):
    book = openpyxl.Workbook()
    for row in (HEADS, *rows):
        book.worksheets[0].append(row)
    book.save(path)
    return str(path)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "shop.jxc"


@pytest.fixture
def run(file, capsys):
    """Run a command on the shop and give its exit code and its object."""

    def command(*words):
        code = cli.main([*words, "--shop", str(file), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return command


def test_the_help_says_of_every_export_what_it_is(capsys):
    with pytest.raises(SystemExit):
        cli.main(["export", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    for what in (
        "products the products",
        "stock what is on hand",
        "sales every line",
        "takings the takings",
        "receipt a receipt",
        "delivery-note a sale",
    ):
        assert what in said


def found(file, text):
    shop = open_shop(file, program="test", writable=False)
    with shop.read() as view:
        products = search(view, text)
    shop.close()
    return products


def test_an_import_counts_and_stays(run, tmp_path, file):
    code, facts = run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    assert (code, facts) == (
        0,
        {**COUNTS, "new": 1, "errors": [], "questions": [], "waiting": 0, "imported": True, "imported_before": None, "unread": []},
    )
    assert [(each.name, each.on_hand) for each in found(file, "可乐")] == [("可乐", 10_000)]


def test_a_trial_changes_nothing(run, tmp_path, file):
    code, facts = run("import", "products", sheet(tmp_path / "a.xlsx", COLA), "--dry-run")
    assert (code, facts["new"], facts["imported"]) == (0, 1, False)
    assert not file.exists()


def test_a_wrong_row_holds_the_whole_sheet_back(run, tmp_path, file):
    bad = ["2", "", "雪碧", "瓶", "自", 1]
    errors = tmp_path / "wrong.xlsx"
    code, facts = run("import", "products", sheet(tmp_path / "a.xlsx", COLA, bad), "--errors", str(errors))
    assert (code, facts["wrong"], facts["imported"]) == (1, 1, False)
    assert {key: facts["errors"][0][key] for key in ("row", "column", "value")} == {"row": 3, "column": "零售价", "value": "自"}
    assert found(file, "可乐") == ()
    assert [cell.value for cell in openpyxl.load_workbook(errors).worksheets[0][2]][:3] == ["2", None, "雪碧"]


def test_wrong_rows_can_be_left_out(run, tmp_path, file):
    bad = ["2", "", "雪碧", "瓶", "自", 1]
    code, facts = run("import", "products", sheet(tmp_path / "a.xlsx", COLA, bad), "--leave-wrong-out")
    assert (code, facts["imported"], facts["wrong"]) == (0, True, 1)
    assert [len(found(file, name)) for name in ("可乐", "雪碧")] == [1, 0]


def test_a_row_with_a_code_of_its_own_is_never_another_product_of_that_name(run, tmp_path, file):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    own, bare = ["B2", "6901234567908", "可乐", "瓶", 9, None], [None, None, "可乐", "瓶", 3.6, None]
    code, facts = run("import", "products", sheet(tmp_path / "b.xlsx", own), "--match-names")
    assert (code, facts["new"], facts["changed"]) == (0, 1, 0)
    assert [question["question"] for question in facts["questions"]] == ["there is already a product with this name and spec: 1 可乐"]
    run("import", "products", sheet(tmp_path / "c.xlsx", bare))
    assert {each.code: each.retail_price for each in found(file, "可乐")} == {"1": 3_5000, "1001": 3_6000, "B2": 9_0000}


def test_names_are_matched_when_asked_for(run, tmp_path, file):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    code, facts = run("import", "products", sheet(tmp_path / "b.xlsx", [None, None, "可乐", "瓶", 3.6, None]), "--match-names")
    assert (code, facts["new"], facts["changed"]) == (0, 0, 1)


def test_what_is_doubtful_is_listed_and_an_import_before_is_told(run, tmp_path, file, capsys):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    dear = sheet(tmp_path / "b.xlsx", [*COLA[:4], 9, 10])
    code, facts = run("import", "products", dear)
    asked = {"row": 2, "column": "Retail price", "question": "Retail price jumps by more than 30 %: 3.50 → 9.00"}
    assert (code, facts["questions"], facts["imported_before"]) == (0, [asked], None)
    assert run("import", "products", dear)[1]["imported_before"]
    assert cli.main(["import", "products", dear, "--shop", str(file)]) == 0
    assert capsys.readouterr().out.startswith("This file was imported at ")


def test_sheets_that_are_not_read_are_named_in_the_terminal(run, tmp_path, file, capsys):
    path = tmp_path / "a.xlsx"
    sheet(path, COLA)
    book = openpyxl.load_workbook(path)
    for row in (["品名", "售价"], ["烟", 3]):
        (book["烟酒"] if "烟酒" in book.sheetnames else book.create_sheet("烟酒")).append(row)
    book.save(path)
    assert run("import", "products", str(path))[1]["unread"] == ["烟酒"]
    cli.main(["import", "products", str(path), "--shop", str(file)])
    assert "Not read, their heads are others: 烟酒." in capsys.readouterr().out


def test_a_higher_price_waits_for_its_tag_and_says_so(run, tmp_path, file, capsys):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    shop = open_shop(file, program="test")
    with shop.work() as work:
        confirm_tags(work, [found(file, "可乐")[0].id])
    shop.close()
    dearer = sheet(tmp_path / "b.xlsx", [*COLA[:4], 4, None])
    assert cli.main(["import", "products", dearer, "--dry-run", "--shop", str(file)]) == 0
    assert "1 price rises once its tag is up." in capsys.readouterr().out
    _code, facts = run("import", "products", dearer)
    assert (facts["changed"], facts["waiting"], found(file, "可乐")[0].retail_price) == (1, 1, 3_5000)
    _code, facts = run("import", "products", dearer, "--rises-at-once")
    assert (facts["changed"], facts["waiting"], found(file, "可乐")[0].retail_price) == (1, 0, 4_0000)


def test_what_is_no_workbook_is_refused_in_words(run, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"hello")
    code, facts = run("import", "products", str(path))
    assert (code, facts["ok"]) == (1, False)
    assert "a.xlsx" in facts["message"]


def test_our_own_export_changes_nothing(run, tmp_path):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    out = tmp_path / "out.xlsx"
    assert run("export", "products", "-o", str(out)) == (0, {"path": str(out), "rows": 1})
    code, facts = run("import", "products", str(out))
    assert (code, facts["new"], facts["changed"], facts["skipped"]) == (0, 0, 0, 1)


def test_sales_stock_and_receipt_leave_the_shop(run, tmp_path, file):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    shop = open_shop(file, program="test")
    with shop.work() as work:
        complete_sale(work, cart_of(*found_in(shop)), [CASH], print_receipt=False)
    shop.close()
    assert run("export", "sales", "-o", str(tmp_path / "s.csv"))[1]["rows"] == 1
    assert len((tmp_path / "s.csv").read_text(encoding="utf-8-sig").splitlines()) == 2  # the head and a row a line, no totals
    assert run("export", "stock", "-o", str(tmp_path / "t.xlsx"))[1]["rows"] == 1
    assert run("export", "stock", "--at", "2020-01-01", "-o", str(tmp_path / "u.csv"))[1]["rows"] == 0
    assert run("export", "movements", "-o", str(tmp_path / "m.csv"))[1]["rows"] == 2
    assert run("export", "movements", "--to", "2020-01-01", "-o", str(tmp_path / "m.csv"))[1]["rows"] == 0
    assert run("export", "movements", "--from", "2026-01-02", "--to", "2026-01-01", "-o", str(tmp_path / "m.csv"))[0] == 1
    assert run("export", "receipt", "last", "-o", str(tmp_path / "r.pdf"))[0] == 0
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    assert run("export", "receipt", "last", "-o", str(tmp_path / "r.bin"))[0] == 0
    assert (tmp_path / "r.bin").read_bytes().startswith(b"\x1b@")
    assert run("check") == (0, {"ok": True, "looked_at": run("check")[1]["looked_at"], "findings": []})


def found_in(shop):
    with shop.read() as view:
        return search(view, "可乐")


def test_the_heads_of_the_sales_export(run, tmp_path, file):
    run("sample", "--products", "5", "--sales", "3", "--days", "1")
    run("export", "sales", "-o", str(tmp_path / "s.xlsx"))
    heads = [cell.value for cell in openpyxl.load_workbook(tmp_path / "s.xlsx").worksheets[0][1]]
    assert heads == [
        "Number",
        "Time",
        "Kind",
        "Product code",
        "Barcode",
        "Product name",
        "Quantity",
        "Unit",
        "Price",
        "Discount",
        "Amount",
        "Cost",
    ]


def test_who_writes_holds_the_file(run, tmp_path, file):
    run("sample", "--products", "3", "--sales", "1", "--days", "1")
    with ShopLock(file, "the window"):
        assert run("check")[0] == 0
        code, facts = run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    assert (code, facts["error"]) == (1, "ShopInUse")
    assert "the window" in facts["message"]


def test_a_command_that_reads_makes_no_shop(run, file):
    code, facts = run("check")
    assert (code, facts["error"]) == (1, "NoShopThere")
    assert not file.exists()


def mistaken(capsys, *words):
    """What is said of a wrong command line."""
    with pytest.raises(SystemExit) as ended:
        cli.main(list(words))
    assert ended.value.code == cli.USAGE
    return capsys.readouterr().err


MISTAKES = [
    ("import", "缺少：{products,sales,price-list,count,reference}"),
    ("export nothing", "没有 'nothing'（可选："),
    ("export sales --from 2026-13-01 -o x.csv", "“2026-13-01”不是日期，请写成 2026-11-22 这样"),
    ("sample --products 0", "“0”不是 1 到 1000000 的整数"),
    ("sample --days 800000", "“800000”不是 1 到 10000 的整数"),
    ("sample --days", "后面要跟一个值"),
    ("check more", "不认识的参数：more"),
    ("import sales f.xlsx --undo --post 美团", "不能与 --post、--dry-run、--errors 同用"),
    ("import sales f.xlsx --undo --dry-run", "不能与 --post、--dry-run、--errors 同用"),
]


@pytest.mark.parametrize(("words", "said"), MISTAKES)
def test_wrong_usage_ends_with_2_and_is_told_in_the_shops_language(capsys, monkeypatch, words, said):
    monkeypatch.setenv("JXC_LANG", "zh_CN")
    told = mistaken(capsys, *words.split())
    assert said in told
    assert told.startswith("用法：")
    assert not re.search(r"usage|error:|argument|invalid|required", told)


@pytest.mark.parametrize("words", ["--help", "check --help", "import --help", "export delivery-note --help"])
@pytest.mark.parametrize(
    ("language", "heads"), [("zh_CN", ("用法：", "选项", "显示本帮助后退出")), ("en", ("usage: ", "options", "show this help"))]
)
def test_help_is_in_one_language(words, language, heads):
    done = started(*words.split(), JXC_LANG=language)
    assert (done.returncode, all(head in done.stdout.decode() for head in heads)) == (0, True)
    assert not re.search(r"[\u4e00-\u9fff]" if language == "en" else r"usage|options|show this", done.stdout.decode())


def test_help_comes_out_where_its_letters_are_unknown():
    done = started("check", "--help", JXC_LANG="zh_CN", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert (done.returncode, b"--shop" in done.stdout, done.stderr) == (0, True, b"")


def started(*words, stdout=subprocess.PIPE, **surroundings):
    """The program in a process of its own."""
    command = [sys.executable, "-m", "jxc_desktop", *words]
    root = Path(__file__).parents[1]
    return subprocess.run(command, cwd=root, env=os.environ | surroundings, stdout=stdout, stderr=subprocess.PIPE, timeout=60, check=False)


def test_a_receipt_goes_to_pdf_or_bytes_only(run, tmp_path):
    run("sample", "--products", "3", "--sales", "1", "--days", "1")
    assert run("export", "receipt", "last", "-o", str(tmp_path / "r.docx"))[1]["error"] == "WrongEnding"
    code, facts = run("export", "delivery-note", "last", "-o", str(tmp_path / "dn.txt"))
    assert (code, facts["error"], (tmp_path / "dn.txt").exists()) == (1, "WrongEnding", False)
    assert "must end in .pdf. Nothing was written." in facts["message"]


@pytest.mark.parametrize("form", ["A4", "A5", "241x140", "241x93"])
def test_a_delivery_note_of_any_sale(run, tmp_path, form):
    run("sample", "--products", "3", "--sales", "1", "--days", "1")
    out = tmp_path / "note.pdf"
    code, facts = run("export", "delivery-note", "last", "--paper", form, "--buyer", "张三", "-o", str(out))
    assert (code, facts["paper"]) == (0, form)
    assert out.read_bytes().startswith(b"%PDF")
    assert run("export", "delivery-note", "XS1", "-o", str(out))[1]["error"] == "NotFound"


def test_a_sample_is_never_mixed_into_a_shop(run, tmp_path, file):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    code, facts = run("sample", "--products", "3", "--sales", "1")
    assert (code, facts["error"]) == (1, "ShopNotEmpty")
    assert run("check")[1]["looked_at"]["products"] == 1


@pytest.mark.parametrize("words", [("--products", "0"), ("--days", "0"), ("--sales", "-1"), ("--seed", "-1"), ("--days", "x")])
def test_a_sample_of_nothing_is_wrong_usage(file, words):
    with pytest.raises(SystemExit) as ended:
        cli.main(["sample", *words, "--shop", str(file)])
    assert (ended.value.code, file.exists()) == (2, False)


NO_IMPORT = {"new": 0, "changed": 0, "skipped": 0, "wrong": 0, "errors": []}


@pytest.mark.parametrize("what", ["products", "sales", "reference"])
def test_a_refused_import_has_the_shape_of_an_import(run, tmp_path, what):
    code, facts = run("import", what, str(tmp_path / "nowhere.xlsx"))
    assert (code, facts) == (1, NO_IMPORT | {"ok": False, "error": "CannotOpenFile", "message": facts["message"]})


def test_a_refused_check_has_the_shape_of_a_check(run):
    code, facts = run("check")
    assert (code, facts["ok"], facts["looked_at"], facts["findings"]) == (1, False, {}, [facts["message"]])


@pytest.mark.parametrize("what", ["sales", "reference"])
def test_every_import_counts_in_the_same_words(run, tmp_path, what):
    given = history(tmp_path / "s.xlsx", ORDER) if what == "sales" else sheet(tmp_path / "a.xlsx", COLA)
    facts = run("import", what, given)[1]
    assert {key: facts[key] for key in NO_IMPORT} == NO_IMPORT | {"new": 1}


@pytest.mark.parametrize(
    ("raised", "name", "said"),
    [
        (PermissionError(errno.EACCES, "denied", "/data"), "PermissionError", "/data: That was not possible (no permission"),
        (OSError(errno.ENOSPC, "full"), "OSError", "That was not possible (the disk is full)"),
        (KeyboardInterrupt(), "Stopped", "Stopped. What was finished stays"),
    ],
)
@pytest.mark.parametrize("is_for_machines", [True, False])
def test_whatever_stops_a_command_is_a_sentence(capsys, monkeypatch, raised, name, said, is_for_machines):
    def fails(_options):
        raise raised

    monkeypatch.setattr(cli, "_check", fails)
    assert cli.main(["check", *(["--json"] if is_for_machines else [])]) == cli.REFUSED
    told = capsys.readouterr()
    if is_for_machines:
        facts = json.loads(told.out)
        assert (facts["ok"], facts["error"], facts["looked_at"], told.err) == (False, name, {}, "")
        assert said in facts["message"]
    else:
        assert (told.out, told.err.startswith(said)) == ("", True)


def test_a_data_folder_that_can_not_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    for words in (["check"], []):
        done = started(*words, JXC_LANG="en", JXC_DATA=str(tmp_path / "file" / "below"), QT_QPA_PLATFORM="offscreen")
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (1, b"", 1)
        assert b"a file stands where a folder is named" in done.stderr


def test_an_answer_that_can_not_be_written_is_told(tmp_path):
    empty_shop_file(tmp_path / "shop.jxc")
    with Path("/dev/full").open("w") as full:
        done = started("check", "--shop", str(tmp_path / "shop.jxc"), stdout=full, JXC_LANG="en")
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert b"its answer could not be written (the disk is full)" in done.stderr


@ON_LINUX
def test_an_answer_that_nobody_can_hear_changes_nothing(tmp_path):
    """Closed before the program began: `check >&-`."""
    empty_shop_file(tmp_path / "shop.jxc")
    command = ["sh", "-c", 'exec "$@" >&- 2>&-', "sh", sys.executable, "-m", "jxc_desktop", "check", "--shop"]
    for name, code in (("shop.jxc", 0), ("none.jxc", 1)):
        done = subprocess.run([*command, str(tmp_path / name)], cwd=Path(__file__).parents[1], timeout=60, check=False)
        assert done.returncode == code


@pytest.mark.parametrize(("number", "said"), [("last", "a sale (none was rung up yet)"), ("nope", "a sale with the number nope")])
def test_a_receipt_of_no_sale_is_told_in_words(run, tmp_path, file, number, said):
    empty_shop_file(file)
    for what in ("receipt", "delivery-note"):
        code, facts = run("export", what, number, "-o", str(tmp_path / "r.pdf"))
        assert (code, facts["error"], facts["message"]) == (1, "NotFound", f"Not found: {said}. Nothing was changed.")


@pytest.mark.parametrize("what", ["products", "sales"])
def test_where_wrong_rows_can_not_go_is_told_before_anything_is_read(run, tmp_path, what):
    facts = run("import", what, str(tmp_path / "nowhere.xlsx"), "--errors", str(tmp_path / "wrong.csv"))[1]
    assert (facts["error"], facts["message"]) == ("WrongEnding", "“wrong.csv” must end in .xlsx. Nothing was written.")


def test_what_was_looked_at_and_the_sheet_of_sales_are_in_chinese(file, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("JXC_LANG", "zh_CN")
    cli.main(["sample", "--products", "3", "--sales", "1", "--days", "1", "--shop", str(file)])
    capsys.readouterr()
    cli.main(["check", "--shop", str(file)])
    told = capsys.readouterr().out
    assert "检查了：商品 3、单据 2、销售明细 " in told
    assert not re.search("[a-z]", told)
    cli.main(["export", "sales", "-o", str(tmp_path / "s.xlsx"), "--shop", str(file)])
    assert openpyxl.load_workbook(tmp_path / "s.xlsx").sheetnames[0] == "销售明细"


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_terminal_without_chinese_letters_still_gets_its_answer(words, tmp_path):
    command = [sys.executable, "-m", "jxc_desktop", "check", "--shop", str(tmp_path / "店.jxc"), *words]
    surroundings = os.environ | {"JXC_LANG": "zh_CN", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, cwd=Path(__file__).parents[1], env=surroundings, capture_output=True, timeout=60, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)
    assert not words or "店.jxc" in json.loads(done.stdout)["message"]


@pytest.mark.parametrize("words", [("check",), ("check", "--json"), ("sample", "--products", "2", "--sales", "0")])
def test_nobody_reads_what_a_command_says(words, tmp_path):
    """`check | true`: no complaint of the interpreter, and the exit code says how it went."""
    empty_shop_file(tmp_path / "shop.jxc")
    reads, writes = os.pipe()
    os.close(reads)
    command = [sys.executable, "-m", "jxc_desktop", *words, "--shop", str(tmp_path / "shop.jxc")]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], stdout=writes, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(writes)
    assert (done.returncode, b"Traceback" in done.stderr, b"BrokenPipe" in done.stderr) == (0, False, False)


def test_days_turned_round_are_refused_in_words(run, tmp_path):
    run("sample", "--products", "3", "--sales", "1", "--days", "1")
    out = tmp_path / "sales.xlsx"
    code, facts = run("export", "sales", "--from", "2026-11-22", "--to", "2026-11-01", "-o", str(out))
    assert (code, facts["error"], out.exists()) == (1, "SpanTurnedRound", False)
    assert "2026-11-22" in facts["message"]


def test_a_folder_that_cannot_be_made_is_refused(tmp_path, capsys):
    (tmp_path / "file").touch()
    code = cli.main(["sample", "--shop", str(tmp_path / "file" / "below" / "shop.jxc"), "--json"])
    assert (code, json.loads(capsys.readouterr().out)["error"]) == (1, "FileReadOnly")


SALES = ["订单号", "支付时间", "条码", "品名", "数量", "实付金额"]
ORDER = ["MT1", "2025-11-22 10:05", "6901234567892", "可乐", 2, 7]


def history(path, *rows):
    book = openpyxl.Workbook()
    for row in (SALES, *rows):
        book.worksheets[0].append(row)
    book.save(path)
    return str(path)


def test_a_history_comes_in_once_and_is_taken_back(run, tmp_path):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    file = history(tmp_path / "s.xlsx", ORDER, ["MT2", "2025-11-22 10:06", "", "雪碧", -1, -3])
    code, facts = run("import", "sales", file, "--dry-run")
    assert (code, facts["imported"]) == (0, False)
    code, facts = run("import", "sales", file)
    assert (code, facts["lines"], facts["known"], facts["returns"], facts["imported"]) == (0, 2, 1, 1, True)
    code, facts = run("import", "sales", file)
    assert (code, facts["error"]) == (1, "SameHistoryAgain")
    assert run("import", "sales", file, "--undo")[0] == 0
    assert run("import", "sales", file)[1]["imported"]
    assert run("check")[1]["ok"]


def test_a_wrong_row_holds_a_history_back(run, tmp_path):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    file = history(tmp_path / "s.xlsx", ORDER, ["MT2", "gestern", "", "雪碧", 1, 3])
    code, facts = run("import", "sales", file, "--errors", str(tmp_path / "wrong.xlsx"))
    assert (code, facts["wrong"], facts["imported"]) == (1, 1, False)
    assert facts["errors"][0]["row"] == 3
    wrong = openpyxl.load_workbook(tmp_path / "wrong.xlsx").worksheets[0]
    assert [cell.value for cell in wrong[2]][:2] == ["MT2", "gestern"]


def test_sheets_of_a_history_are_read_together_and_others_named(run, tmp_path, capsys, file):
    book = openpyxl.Workbook()
    for title, heads, row in (
        ("1月", SALES, ORDER),
        ("2月", SALES, ["MT2", "gestern", "", "雪碧", 1, 3]),
        ("旧", ("日期", "品名", "销量"), ("2024-01-02", "茶", 1)),
    ):
        sheet_ = book.create_sheet(title)
        sheet_.append(heads)
        sheet_.append(row)
    del book["Sheet"]
    book.save(tmp_path / "year.xlsx")
    code, facts = run("import", "sales", str(tmp_path / "year.xlsx"), "--dry-run")
    assert (code, facts["unread"], [(error["sheet"], error["row"]) for error in facts["errors"]]) == (1, ["旧"], [("2月", 2)])
    cli.main(["import", "sales", str(tmp_path / "year.xlsx"), "--dry-run", "--shop", str(file)])
    said = "".join(capsys.readouterr())
    assert "Sheet 2月, row 2, 支付时间: “gestern”" in said
    assert "Not read, their heads are others: 旧." in said


def test_a_platforms_list_becomes_sales_once(run, tmp_path, file):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    orders = history(tmp_path / "s.xlsx", ORDER, ["MT2", "2025-11-22 10:06", "6901234567892", "可乐", 1, 3.5])
    code, facts = run("import", "sales", orders, "--post", "美团")
    assert (code, facts["orders"], facts["posted"], facts["imported"]) == (0, 2, 2, True)
    assert (facts["new"], facts["skipped"], facts["wrong"]) == (2, 0, 0)
    _code, facts = run("import", "sales", orders, "--post", "美团")
    assert (facts["new"], facts["skipped"], facts["wrong"], facts["posted_before"]) == (0, 2, 0, 2)
    assert found(file, "可乐")[0].on_hand == 7000
    assert run("check")[1]["ok"]


def test_takings_leave_the_shop(run, tmp_path):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    run("import", "sales", history(tmp_path / "s.xlsx", ORDER), "--post", "美团")
    code, _facts = run("export", "takings", "--from", "2025-11-22", "--to", "2025-11-30", "-o", str(tmp_path / "t.xlsx"))
    assert code == 0
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book["By way of paying"]["A6"].value == "美团"
    assert book["By product"]["A2"].value == "Business days 2025-11-22 – 2025-11-30"
    assert run("export", "takings", "--from", "2020-01-01", "--to", "2020-01-31", "-o", str(tmp_path / "t.csv"))[1]["rows"] == 0
    turned = run("export", "takings", "--from", "2020-02-01", "--to", "2020-01-31", "-o", str(tmp_path / "u.csv"))
    assert (turned[0], turned[1]["error"]) == (1, "SpanTurnedRound")


@pytest.mark.parametrize("what", ["takings", "sales"])
def test_one_end_of_a_span_alone_means_the_same_everywhere(run, tmp_path, what):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    days = [f"2025-11-{day}" for day in (20, 22, 24)]
    orders = [[f"MT{day}", f"{day} 10:05", "6901234567892", "可乐", 1, 3.5] for day in days]
    run("import", "sales", history(tmp_path / "s.xlsx", *orders), "--post", "美团")

    def rows(*words):
        return run("export", what, *words, "-o", str(tmp_path / f"{len(list(tmp_path.iterdir()))}.csv"))[1]["rows"]

    assert rows("--to", "2025-11-22") == 2
    assert rows("--from", "2025-11-22") == 2
    assert rows("--to", "2025-11-19") == 0
    assert rows("--from", "2999-01-01") == 0


def test_what_one_end_alone_means_is_said(capsys):
    for what in ("takings", "sales"):
        with pytest.raises(SystemExit):
            cli.main(["export", what, "--help"])
        assert "everything up to then" in " ".join(capsys.readouterr().out.split())


def sold(file, times=1):
    shop = open_shop(file, program="test")
    for _time in range(times):
        with shop.work() as work:
            complete_sale(work, cart_of(*found_in(shop)), [CASH], print_receipt=False)
    shop.close()


def test_a_backup_is_made_beside_an_open_window_and_restored_when_it_is_closed(run, tmp_path, file):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    with ShopLock(file, "window"):
        code, made = run("backup")
    assert (code, made["ok"], made["documents"]) == (0, True, 1)
    assert Path(made["path"]).parent == tmp_path / "backups"
    sold(file, 2)
    code, trial = run("restore", made["path"], "--dry-run")
    assert (code, trial["restored"], trial["lost"]["sales"]) == (0, False, 2)
    with ShopLock(file, "window"):
        assert run("restore", made["path"])[0] == 1
    assert run("check")[1]["looked_at"]["documents"] == 3
    code, done = run("restore", made["path"])
    assert (code, run("check")[1]["looked_at"]["documents"]) == (0, 1)
    assert Path(done["kept"]).exists()


def test_who_may_not_restore_may_not_by_a_command_either(run, tmp_path, file):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    made = run("backup")[1]
    sold(file, 1)
    shop = open_shop(file, program="test")
    with shop.work() as work:
        work.connection.execute(delete(role_permission).where(role_permission.c.permission == "restore"))
    shop.close()
    code, refused = run("restore", made["path"])
    assert (code, refused["error"], run("check")[1]["looked_at"]["documents"]) == (1, "NotAllowed", 2)
    assert not list(tmp_path.glob("before-restore-*"))


def test_a_restore_by_a_command_stands_in_the_log_of_the_file_put_aside(run, tmp_path, file):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    made = run("backup")[1]
    kept = run("restore", made["path"])[1]["kept"]
    shop = open_shop(Path(kept), program="test", writable=False)
    with shop.read() as view:
        last = view.connection.execute(select(audit_entry.c.action, audit_entry.c.subject).order_by(audit_entry.c.id)).all()[-1]
    shop.close()
    assert tuple(last) == ("restore_backup", Path(made["path"]).name)


def test_a_backup_goes_where_it_is_told_and_is_restored_on_the_side(run, tmp_path, file):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    made = run("backup", str(tmp_path / "stick"))[1]
    side = tmp_path / "side.jxc"
    assert run("restore", made["path"], "--to", str(side))[0] == 0
    shop = open_shop(side, program="test", writable=False)
    assert len(found_in(shop)) == 1
    shop.close()
    assert run("restore", made["path"], "--to", str(side))[1]["error"] == "AlreadyThere"


@pytest.mark.parametrize("words", [("products",), ("sales",), ("sales", "--post", "美团"), ("reference",), ("products", "--dry-run")])
def test_a_shop_file_that_is_gone_does_not_become_an_empty_shop(run, tmp_path, file, words):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    run("backup")
    file.unlink()
    what = history(tmp_path / "s.xlsx", ORDER) if words[0] == "sales" else sheet(tmp_path / "a.xlsx", COLA)
    code, facts = run("import", words[0], what, *words[1:])
    assert (code, facts["error"], file.exists()) == (1, "ShopFileGone", False)
    assert run("sample", "--products", "2", "--sales", "0")[0] == 0  # asked for by name


@pytest.mark.parametrize("words", [("--post", "美团"), ("--undo",), ("--post", "美团", "--dry-run")])
def test_orders_and_what_is_taken_back_need_a_shop(run, tmp_path, file, words):
    code, facts = run("import", "sales", history(tmp_path / "s.xlsx", ORDER), *words)
    assert (code, facts["error"], file.exists()) == (1, "NoShopThere", False)


def test_a_trial_with_another_shops_backup_ends_as_the_restore_would(run, tmp_path, file, capsys):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    other = tmp_path / "other"
    other.mkdir()
    shop = open_shop(other / "shop.jxc", program="test")
    with shop.work() as work:
        change_settings(work, shop_name="隔壁小店")
    theirs = back_up(shop, other / "backups", Reason.BY_HAND)
    shop.close()
    code, trial = run("restore", str(theirs.path), "--dry-run")
    assert (code, trial["ok"], trial["error"], trial["other_shop"]) == (1, False, "OtherShop", True)
    assert cli.main(["restore", str(theirs.path), "--dry-run", "--shop", str(file)]) == 1
    assert "隔壁小店" in capsys.readouterr().err
    assert run("restore", str(theirs.path))[1]["error"] == "OtherShop"
    assert run("check")[1]["looked_at"]["products"] == 1


def test_what_is_no_backup_is_refused_in_the_terminal(run, tmp_path, file):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    assert run("restore", str(tmp_path / "a.xlsx"))[1]["error"] == "NotAShopFile"
    assert run("restore", str(tmp_path / "nowhere.jxc"))[1]["error"] == "NotAShopFile"
    (tmp_path / "file").touch()
    assert run("backup", str(tmp_path / "file" / "below"))[1]["error"] == "BackupFailed"


def test_a_damaged_file_is_restored_over_and_kept(run, tmp_path, file):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    made = run("backup")[1]
    file.write_bytes(file.read_bytes()[:9000])
    assert run("check")[0] == 1
    code, done = run("restore", made["path"])
    assert (code, done["lost"]["readable"], run("check")[0]) == (0, False, 0)


def test_an_import_into_a_shop_in_use_begins_with_a_backup(run, tmp_path, file):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    assert backups_in(tmp_path / "backups") == ()
    run("import", "products", sheet(tmp_path / "b.xlsx", [*COLA[:4], 4, 10]))
    assert [made.note.reason for made in backups_in(tmp_path / "backups")] == ["import"]


@pytest.mark.parametrize("words", [("sales",), ("sales", "--post", "美团"), ("reference",)])
def test_whatever_is_imported_begins_with_a_backup(run, tmp_path, words):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    what = history(tmp_path / "s.xlsx", ORDER) if words[0] == "sales" else sheet(tmp_path / "b.xlsx", COLA)
    run("import", words[0], what, *words[1:])
    assert [made.note.reason for made in backups_in(tmp_path / "backups")] == ["import"]


@pytest.mark.parametrize("left", ["staged", "applying"])
@pytest.mark.parametrize("words", ["sample", "import products", "import sales", "import reference"])
def test_what_a_killed_import_left_stands_in_no_commands_way(run, tmp_path, file, words, left):
    """It ended with the program that was killed: nobody is told that it is still running."""
    rows = [SheetRow(2, {"code": "9", "name": "茶", "unit": "袋", "retail_price": 5_0000})]
    shop = open_shop(file, program="killed")
    with shop.read() as view:
        differences = compare(view, rows)
    import_id = stage_import(shop, differences, "killed.xlsx", "0" * 64)
    with shop.work() as work:
        set_state(work, import_id, left)
    shop.close()
    named = {
        "import products": sheet(tmp_path / "a.xlsx", COLA),
        "import sales": history(tmp_path / "s.xlsx", ORDER),
        "import reference": sheet(tmp_path / "r.xlsx", COLA),
    }
    given = [named[words]] if words in named else ["--products", "2", "--sales", "0"]
    code, facts = run(*words.split(), *given)
    assert len(found(file, "茶")) == (left == "applying")
    if words == "sample" and left == "applying":
        assert (code, facts["error"]) == (1, "ShopNotEmpty")
    else:
        assert code == 0


def test_a_reference_list_comes_in(run, tmp_path, file):
    code, facts = run("import", "reference", sheet(tmp_path / "a.xlsx", COLA), "--name", "批发商")
    assert (code, facts["ok"], facts["name"], facts["codes"], facts["wrong"]) == (0, True, "批发商", 1, 0)
    shop = open_shop(file, program="test", writable=False)
    with shop.read() as view:
        told = look_up(view, str(COLA[1]))
    assert told is not None
    assert told.name == "可乐"
    shop.close()
    assert found(file, "可乐") == ()


def test_what_is_owed_now_and_on_a_past_day(run, tmp_path, file):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    shop = open_shop(file, program="test")
    with shop.work() as work:
        set_opening_payable(work, add_supplier(work, SupplierFields("老王批发")), 12_0000)
    shop.close()
    out = tmp_path / "p.csv"
    assert run("export", "payables", "-o", str(out)) == (0, {"path": str(out), "rows": 1})
    assert "老王批发" in out.read_text(encoding="utf-8-sig")
    assert run("export", "payables", "--at", "2020-01-01", "-o", str(out))[1]["rows"] == 0


def test_every_purchase_line_of_some_days(run, tmp_path, file):
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    shop = open_shop(file, program="test")
    cola = found(file, "可乐")[0]
    with shop.work() as work:
        receive_goods(work, receipt(add_supplier(work, SupplierFields("老王批发")), line(cola, 3, 2_5000)))
    shop.close()
    out = tmp_path / "p.csv"
    assert run("export", "purchases", "-o", str(out)) == (0, {"path": str(out), "rows": 1})
    text = out.read_text(encoding="utf-8-sig")
    assert "老王批发" in text
    assert "7.5" in text
    assert run("export", "purchases", "--to", "2020-01-01", "-o", str(out))[1]["rows"] == 0
    assert run("export", "purchases", "--from", "2026-01-02", "--to", "2026-01-01", "-o", str(out))[0] == 1


PRICE_HEADS = ["货号", "条码", "品名", "单位", "供货价", "起订量"]


@pytest.fixture
def prices(run, tmp_path, file):
    """A price list of 大发批发, in a shop that has 可乐 at 2.00 for 3.50."""
    run("import", "products", sheet(tmp_path / "a.xlsx", COLA))
    shop = open_shop(file, program="test")
    with shop.work() as work:
        add_supplier(work, SupplierFields("大发批发"))
    shop.close()

    def written(*rows):
        book = openpyxl.Workbook()
        for row in (PRICE_HEADS, *rows):
            book.worksheets[0].append(row)
        book.save(tmp_path / "prices.xlsx")
        return str(tmp_path / "prices.xlsx")

    return written


OFFER = ["DF-7", "6901234567892", "可口可乐", "瓶", 2.5, 24]
UNKNOWN = ["DF-8", "6901234567908", "雪碧", "瓶", 2.4, 24]


def test_a_price_list_is_looked_at_imported_and_known_again(run, prices):
    words = ("import", "price-list", prices(OFFER, UNKNOWN), "--supplier", "大发批发")
    code, facts = run(*words, "--dry-run")
    assert (code, facts["changed"], facts["unmatched"], facts["imported"]) == (0, 1, 1, False)
    assert facts["prices"] == [
        {
            "row": 2,
            "code": "1",
            "name": "可乐",
            "pack": "瓶",
            "their_code": "DF-7",
            "old": None,
            "new": 25_000,
            "change": None,
            "margin": 2_857,
        }
    ]
    code, facts = run(*words)
    assert (code, facts["changed"], facts["imported"], facts["imported_before"]) == (0, 1, True, None)
    code, facts = run(*words, "--create")
    assert (code, facts["new"], facts["changed"], facts["imported_before"] is None) == (0, 1, 0, False)


def test_prices_are_told_before_and_now(run, prices, file, capsys):
    run("import", "price-list", prices(OFFER), "--supplier", "大发批发")
    assert cli.main(["import", "price-list", prices([*OFFER[:4], 3.3, 24]), "--supplier", "大发批发", "--shop", str(file)]) == 0
    said = capsys.readouterr().out
    assert "row 2, 1 可乐: 2.50 → 3.30 / 瓶 · +32.0 % · margin 5.7 %" in said
    assert "jumps by more than 30 %: 2.50 → 3.30" in said


def test_what_is_asked_about_can_be_left_out(run, prices):
    run("import", "price-list", prices(OFFER), "--supplier", "大发批发")
    code, facts = run("import", "price-list", prices([*OFFER[:4], 3.6, 24]), "--supplier", "大发批发", "--leave-asked-out")
    assert (code, facts["changed"], len(facts["questions"])) == (0, 0, 2)


def test_two_prices_hold_a_price_list_back(run, prices, tmp_path):
    errors = tmp_path / "wrong.xlsx"
    words = ("import", "price-list", prices(OFFER, [*OFFER[:4], 2.6, 24]), "--supplier", "大发批发")
    code, facts = run(*words, "--errors", str(errors))
    assert (code, facts["wrong"], facts["imported"]) == (1, 1, False)
    assert openpyxl.load_workbook(errors).worksheets[0]["E2"].value == 2.6
    code, facts = run(*words, "--leave-wrong-out")
    assert (code, facts["imported"]) == (0, True)


def test_a_price_list_needs_a_supplier_of_the_shop(run, prices):
    code, facts = run("import", "price-list", prices(OFFER), "--supplier", "小发批发")
    assert (code, facts["error"]) == (1, "NotFound")
    assert "小发批发" in facts["message"]

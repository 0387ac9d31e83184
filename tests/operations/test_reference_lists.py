"""Reference lists: in force as a whole or not at all, removed whole, found by either spelling of a code, the latest first."""

import pytest
from sqlalchemy import func, select

from jxc_desktop.db.tables.reference_lists import reference_list, reference_product
from jxc_desktop.domain.errors import NotAllowed, NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.sheet_rows import CLEAR, SheetRow
from jxc_desktop.operations import reference_lists as op
from jxc_desktop.operations import users
from jxc_desktop.operations.imports import ImportCancelled
from jxc_desktop.queries.reference_lists import look_up, reference_lists
from jxc_desktop.spreadsheets.mapping import propose_mapping
from jxc_desktop.spreadsheets.product_sheet import parse_rows
from jxc_desktop.spreadsheets.reading import read_workbook

COLA = "6901234567892"


def row(name="可乐", barcodes=(COLA,), row_no=2, **more):
    return SheetRow(row_no, {"name": name, "barcodes": barcodes, **more})


def find(shop, code=COLA):
    with shop.read() as view:
        return look_up(view, code)


def rows_kept(shop):
    with shop.read() as view:
        return [
            view.connection.execute(select(func.count()).select_from(each)).scalar_one() for each in (reference_list, reference_product)
        ]


def cashier(shop, rights):
    with shop.work() as work:
        user = users.add_user(work, "小王", users.add_role(work, "收银员", rights))
    shop.sign_in(user)


def test_a_code_is_looked_up(shop):
    op.import_list(shop, "批发商", [row(spec="500ml", unit="瓶", category="饮料", retail_price=3_0000)])
    found = find(shop)
    assert (found.name, found.spec, found.unit, found.category, found.price) == ("可乐", "500ml", "瓶", "饮料", 3_0000)
    assert found.list_name == "批发商"
    assert find(shop, "6900000000000") is None


def test_either_spelling_of_a_code_finds_it(shop):
    op.import_list(shop, "upc", [row(barcodes=("012345678905",))])
    assert find(shop, "0012345678905").name == find(shop, "012345678905").name == "可乐"


def test_what_is_doubled_nameless_or_without_a_code_is_left_out(shop):
    op.import_list(shop, "list", [row(), row("other"), row(""), row("no code", ()), row("own", (), code="A-1", spec=CLEAR)])
    with shop.read() as view:
        assert [(each.name, each.count) for each in reference_lists(view)] == [("list", 2)]
    assert find(shop).name == "可乐"
    assert find(shop, "A1").spec == ""


def test_a_file_without_names_is_refused(shop):
    with pytest.raises(op.NothingToLookUp):
        op.import_list(shop, "list", [row(None)])
    assert rows_kept(shop) == [0, 0]


def test_the_latest_list_speaks_first_and_the_same_name_replaces(shop):
    op.import_list(shop, "one", [row("old")])
    op.import_list(shop, "two", [row("new")])
    assert find(shop).name == "new"
    op.import_list(shop, "two", [row("newer")])
    assert find(shop).name == "newer"
    assert rows_kept(shop) == [2, 2]


def test_nothing_is_found_before_all_is_there(shop, monkeypatch):
    monkeypatch.setattr(op, "SLICE", 1)
    seen = []
    rows = [row(barcodes=(str(number),)) for number in range(5)]
    op.import_list(shop, "list", rows, progress=lambda done, of: seen.append((done, of, find(shop, "0"))))
    assert seen == [(done, 5, None) for done in range(1, 6)]
    assert find(shop, "0") is not None


def test_cancelled_it_leaves_nothing(shop, monkeypatch):
    monkeypatch.setattr(op, "SLICE", 1)
    asked = iter([False, False, True])
    with pytest.raises(ImportCancelled):
        op.import_list(shop, "list", [row(barcodes=(str(number),)) for number in range(5)], cancelled=lambda: next(asked))
    assert rows_kept(shop) == [0, 0]


def test_what_a_kill_leaves_is_swept_by_the_next(shop):
    def die(_done, _of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        op.import_list(shop, "list", [row()], progress=die)
    assert find(shop) is None
    op.import_list(shop, "next", [row("茶", ("1",))])
    assert rows_kept(shop) == [1, 1]


def test_a_list_is_removed_whole(shop):
    count = op.SLICE + 5
    kept = op.import_list(shop, "kept", [row("茶", ("1",))])
    gone = op.import_list(shop, "gone", [row(barcodes=(str(number),)) for number in range(10_000, 10_000 + count)])
    op.remove_list(shop, gone)
    assert rows_kept(shop) == [1, 1]
    assert find(shop, "1").name == "茶"
    with pytest.raises(NotFound):
        op.remove_list(shop, gone)
    op.remove_list(shop, kept)


def test_lists_need_the_right_to_import(shop):
    made = op.import_list(shop, "list", [row()])
    cashier(shop, set(Permission) - {Permission.IMPORT_PRODUCTS})
    with pytest.raises(NotAllowed):
        op.import_list(shop, "other", [row()])
    with pytest.raises(NotAllowed):
        op.remove_list(shop, made)
    assert find(shop).list_name == "list"


def test_a_public_list_comes_in(shop, shared_data):
    workbook = read_workbook(shared_data / "masters" / "papyrussolution__uhtt_gtin69_subset.tsv.csv")
    parsed = parse_rows(workbook, propose_mapping(workbook))
    op.import_list(shop, "uhtt", parsed.rows)
    assert find(shop, "6934895601087").name.startswith("(100g)")
    with shop.read() as view:
        assert reference_lists(view)[0].count > 9_900

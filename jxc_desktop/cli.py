"""The same operations from a terminal: import, export, check, backup, restore, sample.

Exit code 0 done, 1 refused or wrong, 2 usage. `--json` prints one object for machines. Commands that only read run beside an
open window; those that write are refused with who holds the file.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from jxc_desktop import i18n, paths
from jxc_desktop.db.errors import TERMINAL, FileDamaged
from jxc_desktop.domain.errors import NotFound, ShopError
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _, ngettext, why_not
from jxc_desktop.operations.shop_file import OpenShop, open_shop, refuse_gone
from jxc_desktop.operations.work import local_clock
from jxc_desktop.queries.columns import Column, tuples
from jxc_desktop.queries.view import View
from jxc_desktop.usage import Parser, a_day, a_moment, a_number, refused_by_system, say

if TYPE_CHECKING:
    from jxc_desktop.domain.customers import Buyer
    from jxc_desktop.queries.receipts import Receipt

COMMANDS = ("import", "export", "count-sheet", "check", "backup", "restore", "sample")
PRODUCTS = "products"
LOST = ("sales", "documents", "products", "price_changes", "customers", "past_sale_lines", "carts", "drafts", "settings", "log_entries")
DONE, REFUSED, USAGE = 0, 1, 2
SAMPLE = (("products", 300, 1, 1_000_000), ("sales", 200, 0, 10_000_000), ("days", 30, 1, 10_000), ("seed", 1, 0, 10**15))
Outcome = tuple[int, dict[str, Any], str]


def is_command(arguments: Sequence[str]) -> bool:
    """Whether the words after the program's name ask for a terminal command."""
    return bool(arguments) and arguments[0] in COMMANDS


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code."""
    i18n.use_language()
    options = _parser().parse_args(list(arguments))
    code, facts, text = _outcome(options)
    try:
        if options.json:
            say(sys.stdout, json.dumps(facts, ensure_ascii=False), json.dumps(facts))
        else:
            say(sys.stdout if code == DONE else sys.stderr, text)
    except OSError as error:
        _tell(_("The command has ended, but its answer could not be written ({why}).").format(why=why_not(error)))
        return REFUSED
    return code


def _outcome(options: argparse.Namespace) -> Outcome:
    """How the command ended. The last place where a refusal, the system's no and Ctrl+C become a sentence."""
    try:
        return options.run(options)  # type: ignore[no-any-return]
    except ShopError as error:
        name, text = type(error).__name__, str(error)
    except OSError as error:
        name, text = type(error).__name__, refused_by_system(error)
    except KeyboardInterrupt:
        name, text = "Stopped", _("Stopped. What was finished stays; what was under way is left out, or ended by the next command.")
    return REFUSED, {**options.refused(text), "ok": False, "error": name, "message": text}, text


def _refused_nothing(_sentence: str) -> dict[str, Any]:
    """What machines read beside the refusal: of most commands nothing."""
    return {}


def _refused_check(sentence: str) -> dict[str, Any]:
    return {"looked_at": {}, "findings": [sentence]}


def _refused_import(_sentence: str) -> dict[str, Any]:
    return {"new": 0, "changed": 0, "skipped": 0, "wrong": 0, "errors": []}


def _tell(text: str) -> None:
    """Say something beside the answer; where that can't be heard, nothing is lost."""
    with suppress(OSError):
        say(sys.stderr, text)


def _parser() -> Parser:
    shared = Parser(add_help=False)
    shared.add_argument("--shop", metavar="FILE", type=Path, help=_("the shop file; the one in your data folder when not given"))
    shared.add_argument("--json", action="store_true", help=_("print one object for machines"))
    shared.set_defaults(refused=_refused_nothing)
    parser = Parser(prog=paths.command(), description=_("The shop from a terminal."))
    commands = parser.add_subparsers(required=True)
    _import_parser(commands.add_parser("import", help=_("import a workbook")), shared)
    _export_parser(commands.add_parser("export", help=_("export a list or a receipt")), shared)
    _count_sheet_parser(commands, shared)
    check = commands.add_parser("check", parents=[shared], help=_("check every rule the books must keep"))
    check.set_defaults(run=_check, refused=_refused_check)
    _backup_parsers(commands, shared)
    sample = commands.add_parser("sample", parents=[shared], help=_("make a sample shop"))
    for name, default, least, most in SAMPLE:
        sample.add_argument(f"--{name}", type=a_number(least, most), default=default, metavar="N")
    sample.set_defaults(run=_sample)
    return parser


def _import_parser(parser: Parser, shared: Parser) -> None:
    kinds = parser.add_subparsers(required=True)
    products = kinds.add_parser("products", parents=[shared], help=_("products and opening stock"))
    products.add_argument("file", metavar="FILE", type=Path)
    products.add_argument("--dry-run", action="store_true", help=_("only say what would change"))
    products.add_argument("--errors", metavar="OUT.xlsx", type=Path, help=_("save the wrong rows here, with the reasons"))
    products.add_argument("--leave-wrong-out", action="store_true", help=_("import the other rows although some are wrong"))
    products.add_argument(
        "--match-names", action="store_true", help=_("a row without a code may mean a known product of the same name and spec")
    )
    products.add_argument("--rises-at-once", action="store_true", help=_("higher prices do not wait until their tags are up"))
    products.set_defaults(run=_import_products, refused=_refused_import)
    sales = kinds.add_parser("sales", parents=[shared], help=_("sales that another program or a delivery platform kept"))
    sales.add_argument("file", metavar="FILE", type=Path)
    sales.add_argument("--post", metavar="CHANNEL", help=_("make its orders sales of this channel; without it they are history only"))
    sales.add_argument("--dry-run", action="store_true", help=_("only say what would change"))
    sales.add_argument("--errors", metavar="OUT.xlsx", type=Path, help=_("save the wrong rows here, with the reasons"))
    sales.add_argument("--undo", action="store_true", help=_("take back the history that came from this file"))
    sales.set_defaults(run=_import_sales, refused=_refused_import, usage=sales)
    prices = kinds.add_parser("price-list", parents=[shared], help=_("a supplier's price list"))
    prices.add_argument("file", metavar="FILE", type=Path)
    prices.add_argument("--supplier", metavar="NAME", required=True, help=_("whose list it is, as the shop calls the supplier"))
    prices.add_argument("--dry-run", action="store_true", help=_("only say what would change"))
    prices.add_argument("--errors", metavar="OUT.xlsx", type=Path, help=_("save the wrong rows here, with the reasons"))
    prices.add_argument("--leave-wrong-out", action="store_true", help=_("import the other rows although some are wrong"))
    prices.add_argument("--leave-asked-out", action="store_true", help=_("leave the rows out that are to be looked at"))
    prices.add_argument("--match-names", action="store_true", help=_("a row may mean a known product of the same name and spec"))
    prices.add_argument(
        "--create", action="store_true", help=_("make products of what the shop does not have; without it such rows are skipped")
    )
    prices.set_defaults(run=_import_price_list, refused=_refused_import)
    _import_count_parser(kinds, shared)
    reference = kinds.add_parser("reference", parents=[shared], help=_("a reference list: names for codes that the shop does not know"))
    reference.add_argument("file", metavar="FILE", type=Path)
    reference.add_argument("--name", metavar="TEXT", help=_("what the list is called; the file's name when not given"))
    reference.set_defaults(run=_import_reference, refused=_refused_import)


def _export_parser(parser: Parser, shared: Parser) -> None:
    kinds = parser.add_subparsers(required=True)
    for name, run, said in (
        ("products", _export_table, _("the products, as a sheet that can be imported again")),
        ("stock", _export_table, _("what is on hand, with its value; or what was there on a day")),
        ("movements", _export_table, _("every move of the stock, with its document")),
        ("sales", _export_table, _("every line sold or given back")),
        ("takings", _export_takings, _("the takings of a span, grouped in every way")),
        ("purchases", _export_table, _("every line received or sent back")),
        ("payables", _export_table, _("what is owed to each supplier, and what of it is overdue")),
    ):
        kind = kinds.add_parser(name, parents=[shared], help=said)
        if name in ("sales", "takings", "movements", "purchases"):
            first, last = _("first business day, 2026-11-22; alone: from then on"), _("last business day; alone: everything up to then")
            kind.add_argument("--from", dest="first", type=a_day, metavar="D", help=first)
            kind.add_argument("--to", dest="last", type=a_day, metavar="D", help=last)
            kind.epilog = _("Without both: this month.") if name == "takings" else _("Without both: everything.")
        if name in ("stock", "payables"):
            kind.add_argument("--at", type=a_day, metavar="D", help=_("at the end of this business day, 2026-11-22; without it: now"))
        kind.add_argument("-o", "--out", type=Path, required=True, metavar="OUT")
        kind.set_defaults(run=run, what=name)
    receipt = kinds.add_parser("receipt", parents=[shared], help=_("a receipt, as a PDF file or a printer's bytes"))
    receipt.add_argument("number", metavar="NUMBER", help=_("the number of the sale, or “last”"))
    receipt.add_argument("-o", "--out", type=Path, required=True, metavar="OUT")
    receipt.set_defaults(run=_export_receipt)
    count = kinds.add_parser("count", parents=[shared], help=_("a count: its lines, or once it is posted what came of it"))
    count.add_argument("number", metavar="NUMBER", help=_("the number of the count, or that of its document"))
    count.add_argument("-o", "--out", type=Path, required=True, metavar="OUT")
    count.set_defaults(run=_export_count)
    note = kinds.add_parser("delivery-note", parents=[shared], help=_("a sale as a delivery note, a PDF file"))
    note.add_argument("number", metavar="NUMBER", help=_("the number of the sale, or “last”"))
    note.add_argument("--paper", choices=("A4", "A5", "241x140", "241x93"), default="A5", help=_("the form; pin-fed ones in mm"))
    for name in ("buyer", "telephone", "address"):
        note.add_argument(f"--{name}", default="", metavar="TEXT")
    note.add_argument("-o", "--out", type=Path, required=True, metavar="OUT.pdf")
    note.set_defaults(run=_export_delivery_note)


def _import_count_parser(kinds: Any, shared: Parser) -> None:
    count = kinds.add_parser("count", parents=[shared], help=_("numbers that were counted: a filled-in sheet, or a hand-held's file"))
    count.add_argument("file", metavar="FILE", type=Path)
    count.add_argument("--count", metavar="NUMBER", default="", help=_("into which count; the one that is open when not given"))
    when = count.add_mutually_exclusive_group()
    said = _("when it was counted, 2026-11-30 16:20; needed unless the file says it")
    when.add_argument("--counted-at", metavar="TIME", type=a_moment, help=said)
    when.add_argument("--at-printing", action="store_true", help=_("it was counted when the sheet was printed"))
    count.add_argument("--again", choices=("add", "replace", "recount"), help=_("what becomes of goods that were counted already"))
    count.add_argument("--by", metavar="NAME", default="", help=_("who counted"))
    count.add_argument("--dry-run", action="store_true", help=_("only say what would change"))
    count.add_argument("--errors", metavar="OUT.xlsx", type=Path, help=_("save the wrong rows here, with the reasons"))
    count.add_argument("--leave-wrong-out", action="store_true", help=_("import the other rows although some are wrong"))
    count.set_defaults(run=_import_count, refused=_refused_import)


def _count_sheet_parser(commands: Any, shared: Parser) -> None:
    help_text = _("a count sheet to walk along the shelves with")
    sheet = commands.add_parser("count-sheet", parents=[shared], help=help_text)
    sheet.description = _(
        "Makes a sheet of the count that is open. A new count is begun when none is open, or when --where says which goods to count."
    )
    sheet.add_argument("-o", "--out", type=Path, required=True, metavar="OUT.pdf|OUT.xlsx")
    which = sheet.add_mutually_exclusive_group()
    which.add_argument("--count", metavar="NUMBER", default="", help=_("a sheet of this count"))
    where = _(
        "begin a count of these goods: place=, shelf=A..C, category=, brand=, supplier=, days=30 (not counted for), doubtful, list=FILE"
    )
    which.add_argument("--where", metavar="KEY=VALUE", action="append", default=[], help=where)
    sheet.add_argument("--left", action="store_true", help=_("only what is not counted yet"))
    sheet.add_argument("--blind", action="store_true", help=_("without the book quantity"))
    sheet.set_defaults(run=_count_sheet)


def _backup_parsers(commands: Any, shared: Parser) -> None:
    backup = commands.add_parser("backup", parents=[shared], help=_("make a checked backup; the window may stay open"))
    backup.add_argument("dest", metavar="DEST", nargs="?", type=Path, help=_("the folder; the one beside the shop file when not given"))
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", parents=[shared], help=_("put a backup in the place of the shop file, which is kept"))
    restore.add_argument("file", metavar="FILE", type=Path)
    restore.add_argument("--to", metavar="F", type=Path, help=_("make a new shop file of it instead"))
    restore.add_argument("--dry-run", action="store_true", help=_("only check it and say what would be lost"))
    restore.set_defaults(run=_restore)


@contextmanager
def _opened(options: argparse.Namespace, *, writable: bool, create: bool = False, anew: bool = False) -> Iterator[OpenShop]:
    """The shop; made where there never was one, if the command may `create`, or where only backups are left of it (`anew`).

    A command that writes first brings an import to its end that a kill left.
    """
    from jxc_desktop.operations.imports import finish_imports

    path = options.shop or paths.default_shop_file()
    if not path.exists() and not create:
        refuse_gone(path)
        raise NoShopThere(path)
    shop = open_shop(path, program=TERMINAL, writable=writable, anew=anew)
    try:
        if writable:
            finish_imports(shop)
        yield shop
    finally:
        shop.close()


@contextmanager
def _opened_for_import(options: argparse.Namespace, *, create: bool) -> Iterator[OpenShop]:
    """The shop that an import goes into; for a trial it can't be written, or is an empty one, soon forgotten, where none ever was."""
    path = options.shop or paths.default_shop_file()
    if not options.dry_run or path.exists() or not create:
        with _opened(options, writable=not options.dry_run, create=create) as shop:
            yield shop
        return
    refuse_gone(path)
    with TemporaryDirectory() as folder:
        shop = open_shop(Path(folder, "trial.jxc"), program=TERMINAL)
        yield shop
        shop.close()


def _import_products(options: argparse.Namespace) -> Outcome:
    from jxc_desktop.domain.backups import Reason
    from jxc_desktop.operations import backups, imports, mappings
    from jxc_desktop.queries.compare import compare
    from jxc_desktop.queries.imports import already_imported, imported_before
    from jxc_desktop.queries.mappings import remembered
    from jxc_desktop.spreadsheets.mapping import as_before, propose_mapping, to_remember
    from jxc_desktop.spreadsheets.product_sheet import parse_rows
    from jxc_desktop.spreadsheets.reading import read_workbook
    from jxc_desktop.spreadsheets.writing import ending_of
    from jxc_desktop.spreadsheets.wrong_rows import ENDINGS, WrongRow, write_wrong_rows

    if options.errors:
        ending_of(options.errors, ENDINGS)
    with _opened_for_import(options, create=True) as shop:
        workbook = read_workbook(options.file)
        proposed = propose_mapping(workbook)
        with shop.read() as view:
            mapping = as_before(workbook, proposed, partial(remembered, view, PRODUCTS)) or proposed
            parsed = parse_rows(workbook, mapping)
            differences = compare(view, parsed.rows, match_by_name=options.match_names, rises_wait=False if options.rises_at_once else None)
            before = already_imported(view, workbook.sha256)
        wrong: list[WrongRow] = [*parsed.errors, *differences.wrong]
        if wrong and options.errors:
            write_wrong_rows(options.errors, workbook, mapping, wrong, parsed.names)
        is_done = not options.dry_run and (not wrong or options.leave_wrong_out)
        if is_done:
            backups.back_up_before(shop, Reason.IMPORT)
            import_id = imports.stage_import(shop, differences, options.file.name, workbook.sha256)
            with shop.work() as work:
                for fingerprint, body in to_remember(mapping, proposed.fingerprint).items():
                    mappings.remember(work, PRODUCTS, fingerprint, body)
            imports.apply_import(shop, import_id)
    facts = _import_facts(differences.counts(), parsed, wrong) | {"questions": _questions([*parsed.warnings, *differences.questions])}
    facts |= {
        "waiting": differences.waiting(),
        "imported": is_done,
        "imported_before": before and before.isoformat(),
        "unread": list(mapping.others),
    }
    said = [*([imported_before(before)] if before else []), *filter(None, [mapping.unread_sentence()])]
    code = REFUSED if wrong and not options.leave_wrong_out else DONE
    return code, facts, "\n".join([*said, _import_text(facts, is_done=is_done, is_trial=options.dry_run)])


def _import_price_list(options: argparse.Namespace) -> Outcome:
    from jxc_desktop.domain.backups import Reason
    from jxc_desktop.operations import backups, imports, mappings
    from jxc_desktop.queries.imports import PRICES, already_imported, imported_before
    from jxc_desktop.queries.mappings import remembered
    from jxc_desktop.queries.price_lists import Answers, compare_prices, supplier_named
    from jxc_desktop.spreadsheets.mapping import as_before, to_remember
    from jxc_desktop.spreadsheets.price_list_sheet import price_mapping_at, propose_price_mapping
    from jxc_desktop.spreadsheets.product_sheet import parse_rows
    from jxc_desktop.spreadsheets.reading import read_workbook
    from jxc_desktop.spreadsheets.writing import ending_of
    from jxc_desktop.spreadsheets.wrong_rows import ENDINGS, WrongRow, write_wrong_rows

    if options.errors:
        ending_of(options.errors, ENDINGS)
    with _opened_for_import(options, create=False) as shop:
        with shop.read() as view:
            supplier_id = supplier_named(view, options.supplier)
        kind = f"{PRICES}{supplier_id}"
        workbook = read_workbook(options.file)
        proposed = propose_price_mapping(workbook)
        with shop.read() as view:
            mapping = as_before(workbook, proposed, partial(remembered, view, kind), price_mapping_at) or proposed
            parsed = parse_rows(workbook, mapping)
            answers = Answers(match_by_name=options.match_names, makes_unmatched=options.create)
            found = compare_prices(view, supplier_id, parsed.rows, answers)
            before = already_imported(view, workbook.sha256, kind)
        asked = [*parsed.warnings, *found.questions]
        shown = found.without_asked() if options.leave_asked_out else found
        wrong: list[WrongRow] = [*parsed.errors, *found.wrong]
        if wrong and options.errors:
            write_wrong_rows(options.errors, workbook, mapping, wrong, parsed.names)
        is_done = not options.dry_run and (not wrong or options.leave_wrong_out)
        if is_done:
            backups.back_up_before(shop, Reason.IMPORT)
            import_id = imports.stage_import(shop, shown, options.file.name, workbook.sha256, kind=kind)
            with shop.work() as work:
                for fingerprint, body in to_remember(mapping, proposed.fingerprint).items():
                    mappings.remember(work, kind, fingerprint, body)
            imports.apply_import(shop, import_id)
    facts = _import_facts(shown.counts(), parsed, wrong) | {"questions": _questions(asked), "waiting": 0}
    facts |= {
        "unmatched": len(found.unmatched),
        "prices": [_price_facts(row) for row in shown.priced],
        "imported": is_done,
        "imported_before": before and before.isoformat(),
        "unread": list(mapping.others),
    }
    said = [*([imported_before(before)] if before else []), *filter(None, [mapping.unread_sentence()])]
    said += [row.line() for row in shown.priced]
    if found.unmatched and not options.create:
        count = len(found.unmatched)
        rows = ngettext(
            "{count} row is of goods that the shop does not have.", "{count} rows are of goods that the shop does not have.", count
        )
        said.append(rows.format(count=count))
    code = REFUSED if wrong and not options.leave_wrong_out else DONE
    return code, facts, "\n".join([*said, _import_text(facts, is_done=is_done, is_trial=options.dry_run)])


def _price_facts(row: Any) -> dict[str, Any]:
    """Old price, new price, change and margin, as numbers of the files: 1/10000 and 1/100 percent."""
    named = ("code", "name", "pack", "their_code", "old", "new", "change", "margin")
    return _row_facts(row) | {name: getattr(row, name) for name in named}


def _import_facts(counts: dict[str, int], parsed: Any, wrong: Sequence[Any]) -> dict[str, Any]:
    """What was counted, and all that is wrong."""
    errors = [
        {**_row_facts(error), "column": error.column_title, "value": error.value, "reason": error.sentence()}
        for error in sorted(wrong, key=lambda error: (error.sheet, error.row_no))
    ]
    return {
        "new": counts["new"],
        "changed": counts["changed"],
        "skipped": counts["skipped"] + len(parsed.skipped),
        "wrong": counts["wrong"] + parsed.wrong_rows(),
        "errors": errors,
    }


def _questions(doubtful: Sequence[Any]) -> list[dict[str, Any]]:
    """What is doubtful and imported all the same."""
    asked = sorted(doubtful, key=lambda each: (each.sheet, each.row_no))
    return [{**_row_facts(each), "column": each.column_title, "question": each.sentence()} for each in asked]


def _row_facts(told: Any) -> dict[str, Any]:
    """Where something stands: the sheet only where there are several."""
    return {"row": told.row_no} | ({"sheet": told.sheet} if told.sheet else {})


def _import_text(facts: dict[str, Any], *, is_done: bool, is_trial: bool) -> str:
    from jxc_desktop.domain.sheet_rows import line_of

    counted = _("{new} new, {changed} changed, {skipped} skipped, {wrong} wrong.").format(**facts)
    rows = [line_of(each["row"], each.get("sheet", ""), each["column"], each["reason"]) for each in facts["errors"]]
    doubts = [line_of(each["row"], each.get("sheet", ""), each["column"], each["question"]) for each in facts["questions"]]
    if doubts:
        doubts.insert(0, _("To look at:"))
    if facts["waiting"]:
        waits = ngettext("{count} price rises once its tag is up.", "{count} prices rise once their tags are up.", facts["waiting"])
        doubts.append(waits.format(count=facts["waiting"]))
    if is_done:
        verdict = _("Imported.")
    elif is_trial:
        verdict = _("Nothing was changed: this was a trial.")
    else:
        verdict = _("Nothing was imported. Mend the wrong rows, or leave them out with --leave-wrong-out.")
    return "\n".join([*rows, *doubts, counted, verdict])


def _import_sales(options: argparse.Namespace) -> Outcome:
    from jxc_desktop.domain.backups import Reason
    from jxc_desktop.domain.sheet_rows import line_of
    from jxc_desktop.operations import backups, mappings
    from jxc_desktop.operations.past_sales import import_past_sales
    from jxc_desktop.queries.mappings import remembered
    from jxc_desktop.spreadsheets import sales_sheet as sheet
    from jxc_desktop.spreadsheets.mapping import to_remember
    from jxc_desktop.spreadsheets.reading import read_workbook
    from jxc_desktop.spreadsheets.writing import ending_of
    from jxc_desktop.spreadsheets.wrong_rows import ENDINGS, write_wrong_rows

    if options.undo:
        return _undo_sales(options)
    if options.errors:
        ending_of(options.errors, ENDINGS)
    with _opened_for_import(options, create=options.post is None) as shop:
        workbook = read_workbook(options.file)
        with shop.read() as view:
            found = sheet.understood(workbook, partial(remembered, view, sheet.KIND))
            if found.refusal is not None:
                raise found.refusal
            mapping = found.mapping
            parsed = sheet.parse_sales(workbook, mapping)
            orders, wrong, facts = _look_at_sales(view, options, parsed)
        if wrong and options.errors:
            write_wrong_rows(options.errors, workbook, mapping, wrong)
        is_done = not options.dry_run and not wrong
        if is_done:
            backups.back_up_before(shop, Reason.IMPORT)
            with shop.work() as work:
                for fingerprint, body in to_remember(mapping, found.proposed).items():
                    mappings.remember(work, sheet.KIND, fingerprint, body)
            if orders is None:
                import_past_sales(shop, parsed.rows, options.file.name, workbook.sha256, skipped=len(parsed.skipped))
            else:
                facts["posted"] = _post(shop, orders)
    rows = [line_of(each["row"], each.get("sheet", ""), each["column"], each["reason"]) for each in facts["errors"]]
    facts["unread"] = list(mapping.others)
    rows += filter(None, [mapping.unread_sentence()])
    counted = _("{lines} lines, {known} of known products, {returns} returns, {skipped} skipped, {wrong} wrong.").format(**facts)
    if orders is not None:
        counted += "\n" + _("{orders} new orders, {posted_before} posted before.").format(**facts)
    return (REFUSED if wrong else DONE), {**facts, "imported": is_done}, "\n".join([*rows, counted, _verdict(options, is_done=is_done)])


def _verdict(options: argparse.Namespace, *, is_done: bool) -> str:
    if is_done:
        return _("Imported.")
    if options.dry_run:
        return _("Nothing was changed: this was a trial.")
    return _("Nothing was imported. Mend the wrong rows and import the file again.")


def _look_at_sales(view: View, options: argparse.Namespace, parsed: Any) -> tuple[Any, list[Any], dict[str, Any]]:
    """The orders when they are to be posted, the wrong rows, and what there is to say."""
    from jxc_desktop.operations.channels import prepare_orders
    from jxc_desktop.queries.reports.past_sales import whose

    orders = None if options.post is None else prepare_orders(view, options.post, parsed.rows, parsed.broken)
    wrong = sorted([*parsed.errors, *(orders.wrong if orders else ())], key=lambda error: (error.sheet, error.row_no))
    errors = [{**_row_facts(error), "column": error.column_title, "value": error.value, "reason": error.sentence()} for error in wrong]
    facts = {
        "new": len(parsed.rows),
        "changed": 0,
        "lines": len(parsed.rows),
        "known": sum(owner is not None for owner in whose(view, parsed.rows)),
        "returns": sum(row.quantity < 0 for row in parsed.rows),
        "skipped": len(parsed.skipped),
        "wrong": len({(error.sheet, error.row_no) for error in wrong}),
        "errors": errors,
    }
    if orders is not None:
        numbers = {order.number for order in orders.orders}
        facts["new"] = sum(row.receipt in numbers for row in parsed.rows)
        facts["skipped"] += len(parsed.rows) - facts["new"] - len(orders.wrong)
        facts |= {"orders": len(orders.orders), "posted_before": orders.known, "posted": 0}
    return orders, wrong, facts


def _post(shop: OpenShop, orders: Any) -> int:
    from jxc_desktop.operations.channels import post_orders

    return post_orders(shop, orders)


def _undo_sales(options: argparse.Namespace) -> Outcome:
    from jxc_desktop.operations.past_sales import undo_past_sales
    from jxc_desktop.queries.reports.past_sales import import_of
    from jxc_desktop.spreadsheets.reading import read_workbook

    if options.post is not None or options.dry_run or options.errors:
        options.usage.error(_("--undo takes back what a file brought: not with --post, --dry-run or --errors"))
    with _opened(options, writable=True) as shop:
        with shop.read() as view:
            import_id = import_of(view, read_workbook(options.file).sha256)
        undo_past_sales(shop, import_id)
    return DONE, {"ok": True, "import": import_id}, _("{name} was taken back.").format(name=options.file.name)


def _import_reference(options: argparse.Namespace) -> Outcome:
    from jxc_desktop.domain.backups import Reason
    from jxc_desktop.operations import backups
    from jxc_desktop.operations.reference_lists import import_list
    from jxc_desktop.queries.mappings import remembered
    from jxc_desktop.queries.reference_lists import known_now, reference_lists
    from jxc_desktop.spreadsheets.mapping import as_before, propose_mapping
    from jxc_desktop.spreadsheets.reading import read_workbook
    from jxc_desktop.spreadsheets.reference_sheet import parse_reference

    name = options.name or options.file.stem
    with _opened(options, writable=True, create=True) as shop:
        workbook = read_workbook(options.file)
        proposed = propose_mapping(workbook)
        with shop.read() as view:
            mapping = as_before(workbook, proposed, partial(remembered, view, PRODUCTS)) or proposed
        parsed = parse_reference(workbook, mapping)
        backups.back_up_before(shop, Reason.IMPORT)
        list_id = import_list(shop, name, parsed.rows)
        with shop.read() as view:
            count = next(each.count for each in reference_lists(view) if each.id == list_id)
    facts = _import_facts({"new": count, "changed": 0, "skipped": 0, "wrong": 0}, parsed, parsed.errors)
    return DONE, {"ok": True, "name": name, "codes": count, **facts}, known_now(name, count, parsed.wrong_rows())


def _import_count(options: argparse.Namespace) -> Outcome:
    from jxc_desktop.domain.count_paper import check_time
    from jxc_desktop.domain.count_rows import Again
    from jxc_desktop.domain.counts import NoTime
    from jxc_desktop.operations import mappings
    from jxc_desktop.operations.count_entries import enter_many
    from jxc_desktop.queries.count_choice import open_count
    from jxc_desktop.queries.count_files import Answers, CountedBefore, compare
    from jxc_desktop.queries.mappings import remembered
    from jxc_desktop.spreadsheets import count_sheet_in as sheet
    from jxc_desktop.spreadsheets.mapping import to_remember
    from jxc_desktop.spreadsheets.writing import ending_of
    from jxc_desktop.spreadsheets.wrong_rows import ENDINGS, WrongRow, write_wrong_rows

    if options.errors:
        ending_of(options.errors, ENDINGS)
    with _opened(options, writable=not options.dry_run) as shop:
        workbook = sheet.read_counts(options.file)
        with shop.read() as view:
            head = open_count(view, options.count)
            found = sheet.understood(workbook, partial(remembered, view, sheet.KIND))
            if found.refusal is not None:
                raise found.refusal
            mapping = found.mapping
            parsed = sheet.parse_counts(workbook, mapping)
            at = options.counted_at and options.counted_at.replace(tzinfo=view.now.tzinfo)
            if at is not None:
                check_time(at, now=view.now, begun_at=head.started_at)
                at = min(at, view.now)
            again = None if options.again is None else Again(options.again)
            seen = compare(view, head.id, parsed.rows, Answers(at, options.at_printing, again, options.by))
        wrong: list[WrongRow] = [*parsed.errors, *seen.problems]
        if wrong and options.errors:
            write_wrong_rows(options.errors, workbook, mapping, wrong)
        if seen.needs_time:
            raise NoTime
        if seen.needs_answer:
            raise CountedBefore([goods.name for goods in seen.again])
        is_done = not options.dry_run and bool(seen.entries()) and (not wrong or options.leave_wrong_out)
        if is_done:
            with shop.work() as work:
                for fingerprint, body in to_remember(mapping, found.proposed).items():
                    mappings.remember(work, sheet.KIND, fingerprint, body)
                enter_many(work, head.id, seen.entries(), sheet.source_of(mapping), seen=seen.seen, file_name=options.file.name)
    counts = {
        "new": len(seen.new),
        "changed": len(seen.again),
        "skipped": len(seen.same),
        "wrong": len({each.row_no for each in seen.problems}),
    }
    facts = _import_facts(counts, parsed, wrong) | {"imported": is_done, "count": head.number, "not_counted": parsed.blank}
    facts |= {
        "off_list": seen.off_list,
        "entered_before": len(seen.same),
        "notes": seen.notes(),
        "shape": sheet.shape_sentence(mapping),
        "unread": list(mapping.others),
    }
    code = REFUSED if wrong and not options.leave_wrong_out else DONE
    return code, facts, _count_text(facts, is_trial=options.dry_run)


def _count_text(facts: dict[str, Any], *, is_trial: bool) -> str:
    from jxc_desktop.domain.sheet_rows import line_of

    rows = [line_of(each["row"], each.get("sheet", ""), each["column"], each["reason"]) for each in facts["errors"]]
    text = _("Count {count}: {new} newly counted, {changed} counted again, {skipped} rows skipped, {wrong} wrong.")
    if facts["imported"]:
        verdict = _("Entered.")
    elif is_trial:
        verdict = _("Nothing was changed: this was a trial.")
    elif facts["wrong"]:
        verdict = _("Nothing was entered. Mend the wrong rows, or leave them out with --leave-wrong-out.")
    else:
        verdict = _("There was nothing to enter.")
    return "\n".join([facts["shape"], *rows, text.format(**facts), *facts["notes"], verdict])


def _count_sheet(options: argparse.Namespace) -> Outcome:
    from jxc_desktop.operations.counts import make_sheet, start_count
    from jxc_desktop.printing.count_sheets import count_sheet_pdf
    from jxc_desktop.queries.count_choice import is_any_open, open_count, scope_of
    from jxc_desktop.queries.count_sheets import sheet_page
    from jxc_desktop.queries.counts import LEFT
    from jxc_desktop.queries.goods_of_codes import goods_in_list
    from jxc_desktop.spreadsheets.count_sheet_in import listed_cells, read_counts
    from jxc_desktop.spreadsheets.count_sheet_out import write_count_sheets
    from jxc_desktop.spreadsheets.writing import ending_of, replacing

    ending = ending_of(options.out, (".pdf", ".xlsx"))
    with _opened(options, writable=True) as shop, shop.work() as work:  # the file is written before the count is kept: both, or none
        begins = bool(options.where) or not (options.count or is_any_open(work))
        if begins:
            scope = scope_of(work, options.where, lambda path: goods_in_list(work, listed_cells(read_counts(Path(path)))))
            count_id = start_count(work, scope, is_blind=True if options.blind else None).id
        else:
            count_id = open_count(work, options.count).id
        sheet = make_sheet(work, count_id, which=LEFT if options.left else "", is_blind=options.blind)
        page = sheet_page(work, sheet)
        if ending == ".pdf":
            with replacing(options.out) as part:
                count_sheet_pdf(page, part)
        else:
            write_count_sheets(options.out, [page])
    facts = {"ok": True, "path": str(options.out), "count": sheet.count_number, "sheet": sheet.code, "lines": sheet.lines}
    facts |= {"begun": begins, "blind": sheet.is_blind}
    text = _("{path}: sheet {sheet} of count {count}, {lines} lines.").format(**facts)
    return DONE, facts, text + ("\n" + _("Count {count} was begun.").format(**facts) if begins else "")


def _export_count(options: argparse.Namespace) -> Outcome:
    from jxc_desktop.queries.count_export import export_tables
    from jxc_desktop.queries.counts import count_by_number, count_head
    from jxc_desktop.spreadsheets.writing import TableOut, ending_of, write_report

    ending_of(options.out)
    with _opened(options, writable=False) as shop, shop.read() as view:
        count_id = count_by_number(view, options.number)
        head = count_head(view, count_id)
        tables = [TableOut(*table) for table in export_tables(view, count_id)]
        title = _("Count {number}").format(number=head.number)
        above = [view.settings.shop_name or _("My shop"), " · ".join(filter(None, [title, head.name, head.document_number]))]
        count = write_report(options.out, tables, title=title, shop_name=view.settings.shop_name, above=above)
    facts = {"path": str(options.out), "rows": count, "count": head.number, "state": head.state}
    return DONE, facts, _("{path}: {rows} rows.").format(**facts)


def _export_takings(options: argparse.Namespace) -> Outcome:
    from jxc_desktop.queries.reports.report_tables import above_of, takings_tables
    from jxc_desktop.queries.reports.spans import Preset, Span, check_order, span_of, span_of_books
    from jxc_desktop.queries.reports.takings import By
    from jxc_desktop.spreadsheets.writing import TableOut, ending_of, write_report

    ending = ending_of(options.out)
    check_order(options.first, options.last)
    with _opened(options, writable=False) as shop, shop.read() as view:
        view.require(Permission.EXPORT)
        books, span = span_of_books(view), span_of(Preset.THIS_MONTH, view.business_date)
        if options.first or options.last:
            first = options.first or min(books.first, options.last)
            span = Span(first, options.last or max(first, books.last, view.business_date))
        bys = (By.DAY,) if ending == ".csv" else tuple(By)
        tables = [TableOut(*table) for table in takings_tables(view, span, bys)]
        count = write_report(options.out, tables, title=_("Takings"), shop_name=view.settings.shop_name, above=above_of(view, span))
    facts = {"path": str(options.out), "rows": count, "first": str(span.first), "last": str(span.last)}
    return DONE, facts, _("{path}: {rows} rows.").format(**facts)


def _export_table(options: argparse.Namespace) -> Outcome:
    from jxc_desktop.queries.reports.spans import check_order
    from jxc_desktop.spreadsheets.writing import ending_of, write_table

    ending_of(options.out)
    if options.what in ("sales", "movements", "purchases"):
        check_order(options.first, options.last)
    with _opened(options, writable=False) as shop, shop.read() as view:
        view.require(Permission.EXPORT)
        title, columns, rows = _table(view, options)
        # A row a record and nothing else: who reads the file with a program adds up for itself.
        plain = [replace(column, total=False) for column in columns]
        count = write_table(options.out, plain, rows, title=title, shop_name=view.settings.shop_name)
    facts = {"path": str(options.out), "rows": count}
    return DONE, facts, _("{path}: {rows} rows.").format(**facts)


def _table(view: View, options: argparse.Namespace) -> tuple[str, Sequence[Column], Iterator[tuple[Any, ...]]]:
    """Title, columns and rows of a list that can be exported."""
    if options.what == "products":
        from jxc_desktop.queries.product_list import all_products, visible_columns

        columns = visible_columns(view)
        return _("Products"), columns, all_products(view)
    if options.what == "stock":
        from jxc_desktop.queries import stock

        if options.at is not None:
            return _("Stock"), stock.AT_COLUMNS, (row[:-1] for row in stock.stock_at(view, options.at))
        return _("Stock"), stock.COLUMNS, stock.all_stock(view)
    if options.what == "movements":
        from jxc_desktop.queries.stock_moves import MOVEMENT_COLUMNS, movements

        return _("Stock moves"), MOVEMENT_COLUMNS, movements(view, options.first, options.last)
    if options.what == "purchases":
        from jxc_desktop.queries.reports.purchases import PURCHASE_LINE_COLUMNS, purchase_lines

        return _("Purchase lines"), PURCHASE_LINE_COLUMNS, tuples(PURCHASE_LINE_COLUMNS, purchase_lines(view, options.first, options.last))
    if options.what == "payables":
        from jxc_desktop.queries.parties import BALANCE_COLUMNS, balances, payables_at

        found = balances(view) if options.at is None else payables_at(view, options.at)
        return _("Payables"), BALANCE_COLUMNS, tuples(BALANCE_COLUMNS, found)
    from jxc_desktop.queries.sale_lines import SALE_LINE_COLUMNS, sale_lines

    return _("Sale lines"), SALE_LINE_COLUMNS, tuples(SALE_LINE_COLUMNS, sale_lines(view, options.first, options.last))


class NoShopThere(ShopError):
    """A command that reads was given no shop file."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path

    def sentence(self) -> str:
        """Name the path."""
        return _("There is no shop file at {path}. Nothing was made there.").format(path=self.path)


def _receipt(options: argparse.Namespace) -> tuple["Receipt", "Buyer"]:
    """The receipt of the sale that was named, and who its delivery note is for. Raises NotFound."""
    from jxc_desktop.queries.customers import buyer_of
    from jxc_desktop.queries.receipts import receipt_of
    from jxc_desktop.queries.sales import last_sale

    with _opened(options, writable=False) as shop, shop.read() as view:
        view.require(Permission.EXPORT)
        document = last_sale(view) if options.number == "last" else options.number
        if document is None:
            raise NotFound(_("a sale (none was rung up yet)"))
        try:
            receipt = receipt_of(view, document)
        except NotFound as error:
            raise NotFound(_("a sale with the number {number}").format(number=options.number)) from error
        return receipt, buyer_of(view, receipt.document_id)


def _export_receipt(options: argparse.Namespace) -> Outcome:
    from jxc_desktop.printing.receipts import escpos_bytes, receipt_pdf
    from jxc_desktop.spreadsheets.writing import ending_of, replacing

    ending = ending_of(options.out, (".pdf", ".bin"))
    receipt, _buyer = _receipt(options)
    with replacing(options.out) as part:
        if ending == ".pdf":
            receipt_pdf(receipt, part)
        else:
            part.write_bytes(escpos_bytes(receipt))
    facts = {"path": str(options.out), "rows": len(receipt.lines)}
    return DONE, facts, _("{path}: receipt {number}.").format(path=options.out, number=receipt.number)


def _export_delivery_note(options: argparse.Namespace) -> Outcome:
    from jxc_desktop.domain.customers import Buyer
    from jxc_desktop.printing.vouchers import FORMS, delivery_note_pdf
    from jxc_desktop.spreadsheets.writing import ending_of, replacing

    ending_of(options.out, (".pdf",))
    receipt, known = _receipt(options)
    buyer = Buyer(options.buyer or known.name, options.telephone or known.telephone, options.address or known.address)
    with replacing(options.out) as part:
        delivery_note_pdf(receipt, buyer, part, form=FORMS[options.paper])
    facts = {"path": str(options.out), "rows": len(receipt.lines), "paper": options.paper}
    return DONE, facts, _("{path}: delivery note {number}.").format(path=options.out, number=receipt.number)


def _check(options: argparse.Namespace) -> Outcome:
    from jxc_desktop.queries.check import check

    with _opened(options, writable=False) as shop, shop.read() as view:
        report = check(view)
    findings = [finding.sentence() for finding in report.findings]
    facts = {"ok": report.ok, "looked_at": dict(report.looked_at), "findings": findings}
    verdict = _("All is in order.") if report.ok else "\n".join(findings)
    return (DONE if report.ok else REFUSED), facts, verdict + "\n" + _("Looked at: {what}").format(what=report.looked_at_text())


def _backup(options: argparse.Namespace) -> Outcome:
    from jxc_desktop.domain.backups import Reason
    from jxc_desktop.operations import backups

    with _opened(options, writable=False) as shop:
        made = backups.back_up(shop, options.dest or paths.backup_folder(shop.path), Reason.BY_HAND)
    note = made.note
    facts = {"ok": made.is_good, "path": str(made.path), "bytes": note.bytes, "sha256": note.sha256, "findings": note.findings}
    text = _("{path}: {bytes} bytes, read back and checked.").format(**facts)
    return (DONE if made.is_good else REFUSED), {**facts, "documents": note.state.posted_seq}, "\n".join([*note.findings, text])


def _restore(options: argparse.Namespace) -> Outcome:
    from jxc_desktop.operations import backups

    target = options.to or options.shop or paths.default_shop_file()
    if options.to is not None and options.to.exists():
        raise backups.AlreadyThere(options.to)
    preview = backups.look_over(options.file, target)
    lost = preview.difference
    facts: dict[str, Any] = {"ok": True, "path": str(target), "restored": not options.dry_run, "documents": preview.state.posted_seq}
    lines = []
    if lost is not None:
        now = local_clock()
        lines = [lost.sentence(now.tzinfo, now)]
        facts["lost"] = {name: getattr(lost, name) for name in LOST} | {"readable": lost.is_present_readable}
        facts["other_shop"] = lost.is_other_shop
        if lost.is_other_shop:  # a trial says what would become of it
            refused = backups.OtherShop(preview.state.shop_name)
            if not options.dry_run:
                raise refused
            lines, facts = [str(refused)], facts | {"ok": False, "error": type(refused).__name__, "message": str(refused)}
    if options.dry_run:
        return (DONE if facts["ok"] else REFUSED), facts, "\n".join([*lines, _("Nothing was changed: this was a trial.")])
    if lost is not None and lost.is_present_readable:  # else nobody's rights are known (`backups.restore`)
        with suppress(FileDamaged), _opened(options, writable=True) as shop:
            backups.announce_restore(shop, options.file.name)
    done = backups.restore(options.file, target, program=TERMINAL)
    facts["kept"] = None if done.kept is None else str(done.kept)
    if done.kept is not None:
        lines.append(_("The file before is kept as {path}.").format(path=done.kept))
    return DONE, facts, "\n".join([*lines, _("Restored: {path}.").format(path=target)])


def _sample(options: argparse.Namespace) -> Outcome:
    from jxc_desktop.operations.sample import Recipe, make_sample

    recipe = Recipe(products=options.products, sales=options.sales, days=options.days, seed=options.seed)
    with _opened(options, writable=True, create=True, anew=True) as shop:
        made = make_sample(shop, recipe, progress=None if options.json else _tell)
        facts = {"ok": True, "products": made.products, "sales": made.sales, "lines": made.lines, "path": str(shop.path)}
    return DONE, facts, _("{path}: {products} products, {sales} sales, {lines} lines.").format(**facts)

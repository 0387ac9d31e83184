"""The house rules that a machine can watch: who imports whom, and what may not be written where.

Each rule is a function from sources to findings; the first test applies it to this repository, the ones below it to a
crafted wrong source, so that a rule which can't fail would be noticed.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "jxc_desktop"
LONGEST_FILE = 1000

BELOW_QUERIES = {"db", "domain", "i18n", "paths"}
MAKERS = {"operations", "spreadsheets", "printing", "devices"}
LAYERS = {
    "i18n": {"paths"},
    "paths": set(),
    "usage": {"i18n"},
    "screen": set(),
    "domain": {"i18n"},
    "db": {"domain", "i18n", "paths"},
    "queries": BELOW_QUERIES,
    "operations": BELOW_QUERIES | {"queries"},
    "spreadsheets": {"queries", "domain", "i18n", "paths"},
    "printing": {"queries", "domain", "i18n", "paths"},
    "devices": {"domain", "i18n", "paths"},
    "ui": MAKERS | BELOW_QUERIES | {"queries"},
    "cli": MAKERS | BELOW_QUERIES | {"queries", "usage"},
    "app": MAKERS | BELOW_QUERIES | {"queries", "ui", "usage", "screen"},
    "__main__": {"app", "cli", "operations", "spreadsheets", "i18n", "paths"},
}
QT = {"PySide6", "shiboken6"}
DRIVERS = {"sqlite3", "sqlcipher3", "psycopg", "alembic"}
OUTSIDE_DOMAIN = (
    QT | DRIVERS | {"sqlalchemy", "os", "io", "pathlib", "shutil", "subprocess", "socket", "tempfile", "threading", "time", "random"}
)
MARKERS = {"_", "N_", "ngettext"}
SQL_WRITE = re.compile(r"\b(insert\s+(or\s+\w+\s+)?into|replace\s+into|update\s+\w+\s+set|delete\s+from)\s", re.IGNORECASE)
SQLITE = re.compile(r"\bpragma\b|\browid\b|\bsqlite_(master|schema|sequence)\b", re.IGNORECASE)
SQLITE_WORDS = re.compile(
    r"\b(?:ifnull|iif|julianday|strftime|unixepoch|typeof|glob|printf|group_concat|json_each|instr|total|hex)\s*\(|\bor\s+(?:replace|ignore)\b",
    re.IGNORECASE,
)
WORD_TO_DO = re.compile(r"\b(TO" + "DO|FIX" + r"ME|XX" + r"X)\b")
MACHINE_PATH = re.compile(r"(?<![\w.~}])/(?:work|root|home|Users|opt|tmp)/\w")
UNFIT_NAME = re.compile(r"(Manager|Service|Helper|Utils?|Handler|DTO|Abstract\w*)$|^Base[A-Z]|^Abstract")


@dataclass(frozen=True)
class Source:
    """A Python file: its dotted name (`jxc_desktop.ui.sales.page`, `tests.domain.test_cart`) and its text."""

    name: str
    text: str
    is_package: bool = False

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.text)))

    @property
    def package(self) -> str:
        return self.name if self.is_package else self.name.rpartition(".")[0]

    @property
    def layer(self) -> str:
        """The first name below the package; the package's own `__init__` has none."""
        return self.name.partition(".")[2].partition(".")[0]

    def is_in(self, *places: str) -> bool:
        inside = self.name.removeprefix(PACKAGE + ".")
        return any(inside == place or inside.startswith(place + ".") for place in places)


Rule = Callable[[list[Source]], list[str]]


def python_files(folder: str) -> list[Source]:
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        found.append(Source(".".join(parts[:-1] if is_package else parts), path.read_text(encoding="utf-8"), is_package))
    return found


@cache
def program() -> list[Source]:
    return python_files(PACKAGE)


@cache
def own_tests() -> list[Source]:
    return python_files("tests")


@cache
def written_files() -> list[tuple[str, str]]:
    """Every text file that somebody wrote, by its path in the repository."""
    kinds = {".py", ".sh", ".ps1", ".md", ".po", ".csv", ".json", ".toml", ".yaml", ".txt", ".ini", ".mako"}
    tops = [PACKAGE, "tests", "installer", "resources"]
    paths = [path for top in tops for path in (ROOT / top).rglob("*") if path.suffix in kinds]
    paths += [path for path in ROOT.iterdir() if path.suffix in kinds] + [ROOT / "NOTICE", ROOT / ".ci" / "run"]
    return [(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8-sig")) for path in sorted(paths)]


# What a source imports


def outside_imports(source: Source) -> Iterator[str]:
    """Every module named by an import, wherever it stands, as written (relative ones resolved); `from a import b` gives a.b."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = node.module or ""
            if node.level:
                above = source.package.split(".")[: len(source.package.split(".")) - node.level + 1]
                start = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{start}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"__import__", "import_module", "importlib.import_module"}:
            yield from (str(argument.value) for argument in node.args[:1] if isinstance(argument, ast.Constant))


def own_imports(source: Source, known: set[str]) -> set[str]:
    """The modules of this program that a source imports; a name inside a module counts as that module."""
    nearest = (_nearest(name, known) for name in outside_imports(source))
    return {name for name in nearest if name.startswith(PACKAGE + ".") and name != source.name}


def _nearest(name: str, known: set[str]) -> str:
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name


def roots(source: Source) -> set[str]:
    return {name.split(".")[0] for name in outside_imports(source)}


def graph(sources: list[Source]) -> dict[str, set[str]]:
    known = {source.name for source in sources} | {PACKAGE}
    return {source.name: own_imports(source, known) for source in sources}


# The rules of imports


def imports_go_downwards(sources: list[Source]) -> list[str]:
    """Downwards only, never sideways; nobody sees app or cli."""
    wrong = []
    layers = {source.name: source.layer for source in sources}
    for name, imported in graph(sources).items():
        for other in sorted(imported):
            here, there = layers[name], layers[other]
            if here != there and there not in LAYERS.get(here, set()):
                wrong.append(f"{name} imports {other}")
    return wrong


def every_layer_is_known(sources: list[Source]) -> list[str]:
    return sorted({f"{source.layer} is no layer" for source in sources if source.layer and source.layer not in LAYERS})


def qt_stays_in_ui(sources: list[Source]) -> list[str]:
    return [source.name for source in sources if roots(source) & QT and not source.is_in("ui", "app")]


def sqlalchemy_stays_below(sources: list[Source]) -> list[str]:
    return [source.name for source in sources if "sqlalchemy" in roots(source) and not source.is_in("db", "queries", "operations")]


def drivers_and_dialects_stay_in_db(sources: list[Source]) -> list[str]:
    return [
        source.name
        for source in sources
        if not source.is_in("db")
        and (roots(source) & DRIVERS or any(name.startswith("sqlalchemy.dialects") for name in outside_imports(source)))
    ]


def only_db_speaks_sqlite(sources: list[Source]) -> list[str]:
    """What SQLite alone understands: its pragmas and row ids, statements past SQLAlchemy, its own words in `text()`."""
    wrong = []
    for source in [source for source in sources if not source.is_in("db")]:
        names = {node.attr for node in source.nodes if isinstance(node, ast.Attribute)}
        wrong += [f"{source.name} {name}" for name in sorted(names & {"exec_driver_sql", "rowid"})]
        wrong += [f"{source.name}:{node.lineno} {text.strip()[:40]}" for node, text in _working_strings(source) if SQLITE.search(text)]
        for call in _calls_of(source, _names_from_sqlalchemy(source, {"text"})):
            said = " ".join(node.value for node in ast.walk(call) if isinstance(node, ast.Constant) and isinstance(node.value, str))
            wrong += [f"{source.name}:{call.lineno} {word}" for word in sorted(set(SQLITE_WORDS.findall(said)))]
    return wrong


def devices_are_called_by_jobs_and_cli(sources: list[Source]) -> list[str]:
    """A device that hangs may hang a job, never the window."""
    return [
        f"{name} imports {other}"
        for name, imported in graph(sources).items()
        for other in sorted(imported)
        if other.startswith(f"{PACKAGE}.devices") and not Source(name, "").is_in("devices", "ui.jobs", "cli")
    ]


def main_starts_light(sources: list[Source]) -> list[str]:
    """The start is the reader child's too: of spreadsheets it sees that child only, and loads nothing else before it knows."""
    child = f"{PACKAGE}.spreadsheets.child"
    wrong = []
    for source in [source for source in sources if source.name == f"{PACKAGE}.__main__"]:
        at_top = Source(
            source.name, "\n".join(ast.unparse(node) for node in ast.parse(source.text).body if not isinstance(node, ast.FunctionDef))
        )
        wrong += [f"loads {name}" for name in outside_imports(at_top) if name not in {"sys", child}]
        wrong += [f"imports {name}" for name in outside_imports(source) if ".spreadsheets" in name and name != child]
    return wrong


def domain_is_pure(sources: list[Source]) -> list[str]:
    """No Qt, SQL, files, clock or chance in the rules."""
    wrong = []
    for source in sources:
        if source.is_in("domain"):
            wrong += [f"{source.name} imports {name}" for name in sorted(roots(source) & OUTSIDE_DOMAIN)]
            calls = [ast.unparse(node.func) for node in source.nodes if isinstance(node, ast.Call)]
            wrong += [f"{source.name} calls {call}" for call in calls if re.search(r"\.(now|today|utcnow)$", call) or call == "open"]
    return wrong


def packages_are_no_pairs(sources: list[Source]) -> list[str]:
    """No two packages import each other; a package and its own sub-package count module by module."""
    packages = {source.name: source.package for source in sources}
    edges = set()
    for name, imported in graph(sources).items():
        for other in imported:
            here, there = packages[name], packages[other]
            related = f"{here}.".startswith(f"{there}.") or f"{there}.".startswith(f"{here}.")
            if here != there:
                edges.add((name, other) if related else (here, there))
    return [f"{one} and {two} import each other" for one, two in sorted(edges) if one < two and (two, one) in edges]


def modules_form_no_circle(sources: list[Source]) -> list[str]:
    """No module reaches itself through its imports."""
    imported = graph(sources)
    left = dict(imported)
    while free := [name for name, others in left.items() if not others & left.keys()]:
        for name in free:
            del left[name]
    in_circle = [name for name in left if name in _reached(imported, name)]
    return [f"in a circle: {', '.join(in_circle)}"] if in_circle else []


def _reached(imported: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for other in imported.get(waiting.pop(), set()) - seen:
            seen.add(other)
            waiting.append(other)
    return seen


# The rules of what is written


def no_textual_writes_outside_db(sources: list[Source]) -> list[str]:
    """A write in words would change stock without a change notice."""
    return [
        f"{source.name}:{node.lineno} {text.strip()[:40]}"
        for source in sources
        if not source.is_in("db")
        for node, text in _working_strings(source)
        if SQL_WRITE.search(text)
    ]


def _working_strings(source: Source) -> Iterator[tuple[ast.Constant, str]]:
    """Every string but docstrings and sentences for a user."""
    harmless = _docstrings(source) | _messages(source)
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in harmless:
            yield node, node.value


def _docstrings(source: Source) -> set[int]:
    """The strings that stand alone as statements."""
    return {id(node.value) for node in source.nodes if isinstance(node, ast.Expr)}


def _messages(source: Source) -> set[int]:
    """The strings that are sentences for a user."""
    return {id(argument) for call in _calls_of(source, MARKERS) for argument in call.args}


SEARCHES = {"contains", "icontains", "istartswith", "iendswith"}
SEARCHES_OF_STR_TOO = {"startswith", "endswith"}


def searches_take_wildcards_as_plain_signs(sources: list[Source]) -> list[str]:
    """Who types % or _ means that sign: what takes part of a text escapes it, and a pattern for LIKE is a literal."""
    wrong = []
    for source in [source for source in sources if "sqlalchemy" in roots(source)]:
        for call in (node for node in source.nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            name, of = call.func.attr, ast.unparse(call.func.value)  # type: ignore[attr-defined]
            is_search = name in SEARCHES or (name in SEARCHES_OF_STR_TOO and re.search(r"\.c[.\[]", of))
            escapes = any(word.arg == "autoescape" and ast.unparse(word.value) == "True" for word in call.keywords)
            is_pattern = name in {"like", "ilike", "not_like", "not_ilike"} and not (call.args and _is_literal(call.args[0], source))
            if (is_search and not escapes) or is_pattern:
                wrong.append(f"{source.name}:{call.lineno} {ast.unparse(call)[:60]}")
    return wrong


def text_takes_literals_only(sources: list[Source]) -> list[str]:
    """SQL put together from strings is how quotes get in: what takes SQL as text takes a literal, or a name that only ever holds one.

    `db.bulk` hands over what SQLAlchemy compiled.
    """
    return [
        f"{source.name}:{call.lineno} {ast.unparse(call)[:60]}"
        for source in sources
        if not source.is_in("db.bulk")
        for call in _calls_with_sql(source)
        if call.args and not _is_literal(call.args[0], source)
    ]


def _calls_with_sql(source: Source) -> Iterator[ast.Call]:
    yield from _calls_of(source, _names_from_sqlalchemy(source, {"text", "literal_column"}))
    for node in source.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "exec_driver_sql":
            yield node


def _calls_of(source: Source, names: set[str]) -> Iterator[ast.Call]:
    return (node for node in source.nodes if isinstance(node, ast.Call) and ast.unparse(node.func) in names)


def _names_from_sqlalchemy(source: Source, wanted: set[str]) -> set[str]:
    """The names under which a source knows these functions of SQLAlchemy's."""
    names = set()
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sqlalchemy":
            names |= {alias.asname or alias.name for alias in node.names if alias.name in wanted}
        elif isinstance(node, ast.Import):
            known = [alias.asname or alias.name for alias in node.names if alias.name == "sqlalchemy"]
            names |= {f"{alias}.{one}" for alias in known for one in wanted}
    return names


def _is_literal(value: ast.expr, source: Source) -> bool:
    """A literal, one of two, a name that only ever holds one, or a text into which only constants are put."""
    match value:
        case ast.Constant():
            return True
        case ast.IfExp():
            return _is_literal(value.body, source) and _is_literal(value.orelse, source)
        case ast.JoinedStr():
            return all(isinstance(part, ast.Constant) or _is_constant(part, source) for part in value.values)
        case ast.Call(func=ast.Name(id="str"), args=[only]):
            return _is_constant(only, source)
        case ast.Name():
            given = _given(value.id, source)
            return bool(given) and all(_is_literal(one, source) for one in given)
    return False


def _is_constant(part: ast.expr, source: Source) -> bool:
    """A name in capitals: set to literals here, or imported."""
    name = part.value if isinstance(part, ast.FormattedValue) else part
    if not (isinstance(name, ast.Name) and name.id.isupper()):
        return False
    given = _given(name.id, source)
    return (
        all(_is_literal(one, source) for one in given) if given else any(each.endswith(f".{name.id}") for each in outside_imports(source))
    )


def _given(name: str, source: Source) -> list[ast.expr]:
    """What a name is set to, pairs taken apart."""
    assigned = [(target, node.value) for node in source.nodes if isinstance(node, ast.Assign) for target in node.targets]
    return [value for pair in assigned for target, value in _apart(*pair) if ast.unparse(target) == name]


def _apart(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return list(zip(target.elts, value.elts, strict=True))
    return [(target, value)]


def only_trouble_catches_everything(sources: list[Source]) -> list[str]:
    """One place shows what nobody foresaw. Who undoes something and raises on is no catcher."""
    return [
        f"{source.name}:{node.lineno}"
        for source in sources
        if not source.is_in("ui.trouble")
        for node in source.nodes
        if (isinstance(node, ast.ExceptHandler) and _catches_everything(node))
        or (isinstance(node, ast.Call) and _suppresses_everything(node))
    ]


def _suppresses_everything(call: ast.Call) -> bool:
    named = {ast.unparse(one).removeprefix("builtins.") for one in call.args}
    return ast.unparse(call.func) in {"suppress", "contextlib.suppress"} and bool(named & {"Exception", "BaseException"})


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {ast.unparse(one).removeprefix("builtins.") for one in caught if one}
    if "Exception" in names or handler.type is None:
        return True
    last = handler.body[-1]
    return "BaseException" in names and not (isinstance(last, ast.Raise) and last.exc is None)


def nothing_is_waited_for(sources: list[Source]) -> list[str]:
    """A pause is either too short or too long: tests wait for a signal or a condition."""
    pauses = {"time.sleep", "sleep", "qtbot.wait", "QTest.qWait", "QTest.qSleep", "QThread.msleep", "QThread.sleep"}
    return [f"{source.name}:{call.lineno} {ast.unparse(call)}" for source in sources for call in _calls_of(source, pauses)]


def no_table_widget(sources: list[Source]) -> list[str]:
    """It is slow at 100,000 rows; ui/rows.py has the table."""
    banned = "QTableWidget"
    return [source.name for source in sources if any(name.endswith(f".{banned}") for name in _names_in(source))]


def _names_in(source: Source) -> Iterator[str]:
    yield from outside_imports(source)
    yield from (ast.unparse(node) for node in source.nodes if isinstance(node, ast.Attribute))


def names_say_what_a_thing_is(sources: list[Source]) -> list[str]:
    classes = [(source.name, node.name) for source in sources for node in source.nodes if isinstance(node, ast.ClassDef)]
    return [f"{place} has class {name}" for place, name in classes if UNFIT_NAME.search(name)]


def files_are_short(sources: list[Source]) -> list[str]:
    return [f"{source.name} has {lines} lines" for source in sources if (lines := source.text.count("\n")) > LONGEST_FILE]


def nothing_is_left_for_later(files: list[tuple[str, str]]) -> list[str]:
    return _lines_with(WORD_TO_DO, files)


def no_machine_paths(files: list[tuple[str, str]]) -> list[str]:
    """The program runs on other people's machines."""
    return _lines_with(MACHINE_PATH, files)


def _lines_with(pattern: re.Pattern[str], files: list[tuple[str, str]]) -> list[str]:
    return [f"{name}:{number}" for name, text in files for number, line in enumerate(text.splitlines(), 1) if pattern.search(line)]


# The repository keeps them

OF_THE_PROGRAM: list[Rule] = [
    imports_go_downwards,
    every_layer_is_known,
    qt_stays_in_ui,
    sqlalchemy_stays_below,
    drivers_and_dialects_stay_in_db,
    only_db_speaks_sqlite,
    devices_are_called_by_jobs_and_cli,
    main_starts_light,
    domain_is_pure,
    packages_are_no_pairs,
    modules_form_no_circle,
    no_textual_writes_outside_db,
    text_takes_literals_only,
    searches_take_wildcards_as_plain_signs,
    only_trouble_catches_everything,
    no_table_widget,
    names_say_what_a_thing_is,
    files_are_short,
]


@pytest.mark.parametrize("rule", OF_THE_PROGRAM, ids=lambda rule: rule.__name__)
def test_the_program_keeps(rule):
    assert rule(program()) == []


@pytest.mark.parametrize("rule", [nothing_is_waited_for, files_are_short], ids=lambda rule: rule.__name__)
def test_the_tests_keep(rule):
    assert rule(own_tests()) == []


@pytest.mark.parametrize("rule", [nothing_is_left_for_later, no_machine_paths], ids=lambda rule: rule.__name__)
def test_every_written_file_keeps(rule):
    assert rule(written_files()) == []


def test_there_is_something_to_look_at():
    assert len(program()) > 30
    assert len(own_tests()) > 10
    assert len(written_files()) > 50


# Each rule sees what it is there for


def tree(**texts: str) -> list[Source]:
    """Sources by dotted name below the package, `__` for a dot, with the packages above them."""
    sources = [Source(f"{PACKAGE}.{name.replace('__', '.')}", text) for name, text in texts.items()]
    above = {source.package for source in sources}
    above |= {name.rpartition(".")[0] for name in above}
    return sources + [Source(name, "", is_package=True) for name in sorted(above) if name]


UPWARDS = [
    ("db__engine", "from jxc_desktop.queries import sales", "queries__sales"),
    ("queries__sales", "def late():\n    import jxc_desktop.operations.sales", "operations__sales"),
    ("operations__sales", "from ..printing import receipts", "printing__receipts"),
    ("printing__receipts", "from jxc_desktop.db.tables import sales", "db__tables__sales"),
    ("spreadsheets__reading", "from jxc_desktop.db import engine", "db__engine"),
    ("devices__printer", "from jxc_desktop.queries.sales import receipt_of", "queries__sales"),
    ("domain__money", "from jxc_desktop import paths", "paths"),
    ("domain__money", "import importlib\nimportlib.import_module('jxc_desktop.db.engine')", "db__engine"),
    ("cli", "from jxc_desktop.ui import rows", "ui__rows"),
    ("ui__rows", "from jxc_desktop import app", "app"),
    ("ui__rows", "from jxc_desktop import cli", "cli"),
    ("app", "from jxc_desktop import cli", "cli"),
    ("i18n", "from jxc_desktop.domain import money", "domain__money"),
]


@pytest.mark.parametrize(("name", "text", "other"), UPWARDS)
def test_an_import_upwards_or_sideways_is_found(name, text, other):
    assert len(imports_go_downwards(tree(**{name: text, other: ""}))) == 1


def test_imports_downwards_are_right():
    sources = tree(app="from jxc_desktop.ui import rows", ui__rows="from jxc_desktop.queries import sales", queries__sales="import os")
    assert imports_go_downwards(sources) == []


def test_a_folder_that_is_no_layer_is_found():
    assert every_layer_is_known(tree(services__sales="")) == ["services is no layer"]


@pytest.mark.parametrize("text", ["from PySide6.QtCore import QObject", "def late():\n    import PySide6", "import shiboken6"])
def test_qt_outside_the_window_is_found(text):
    assert qt_stays_in_ui(tree(cli=text, printing__labels=text, ui__rows=text, app=text)) == [
        f"{PACKAGE}.cli",
        f"{PACKAGE}.printing.labels",
    ]


def test_sqlalchemy_outside_its_layers_is_found():
    text = "from sqlalchemy import select"
    sources = tree(ui__rows=text, domain__money=text, queries__sales=text, operations__sales=text, db__engine=text)
    assert sqlalchemy_stays_below(sources) == [f"{PACKAGE}.ui.rows", f"{PACKAGE}.domain.money"]


@pytest.mark.parametrize("text", ["import sqlite3", "from sqlcipher3 import dbapi2", "from sqlalchemy.dialects.sqlite import insert"])
def test_a_driver_or_dialect_outside_db_is_found(text):
    assert drivers_and_dialects_stay_in_db(tree(operations__sales=text, db__upsert=text)) == [f"{PACKAGE}.operations.sales"]


@pytest.mark.parametrize(
    "text",
    [
        "connection.exec_driver_sql('SELECT 1')",
        "execute('PRAGMA user_version')",
        "select(found.c.rowid)",
        "execute('SELECT rowid FROM product')",
        "from sqlalchemy import text\ntext('SELECT IFNULL(a, 0) FROM b')",
        "from sqlalchemy import text\ntext('SELECT strftime(a) FROM b')",
    ],
)
def test_a_word_of_sqlites_outside_db_is_found(text):
    assert len(only_db_speaks_sqlite(tree(operations__sales=text, db__search=text))) == 1


@pytest.mark.parametrize(
    "text", ["'A pragma.'", "from sqlalchemy import text\ntext('SELECT COALESCE(SUM(a), 0) FROM b')", "x = 'a total (of all)'"]
)
def test_plain_sql_and_sentences_are_no_dialect(text):
    assert only_db_speaks_sqlite(tree(queries__check_books=text)) == []


@pytest.mark.parametrize(
    "found",
    [
        "name.contains(text)",
        "name.icontains(text, autoescape=False)",
        "d.c.number.endswith(text)",
        "d.c['a'].startswith(text)",
        "n.like(text)",
    ],
)
def test_a_search_that_takes_wildcards_is_found(found):
    assert len(searches_take_wildcards_as_plain_signs(tree(queries__sales=f"from sqlalchemy import select\n{found}"))) == 1


@pytest.mark.parametrize("right", ["name.contains(text, autoescape=True)", "text.endswith('a')", "n.like('%\"stock\":%')"])
def test_a_search_for_plain_signs_is_right(right):
    assert searches_take_wildcards_as_plain_signs(tree(queries__sales=f"from sqlalchemy import select\n{right}")) == []


def test_a_page_that_calls_a_device_is_found():
    text = "from jxc_desktop.devices import printer"
    sources = tree(ui__sales__page=text, ui__jobs=text, cli=text, devices__printer="")
    assert devices_are_called_by_jobs_and_cli(sources) == [f"{PACKAGE}.ui.sales.page imports {PACKAGE}.devices.printer"]


@pytest.mark.parametrize(
    "text",
    [
        "from jxc_desktop import cli",
        "import json",
        "def main():\n    from jxc_desktop.spreadsheets import reading",
        "def main():\n    from jxc_desktop.spreadsheets.reading import read_workbook",
    ],
)
def test_a_start_that_loads_too_much_is_found(text):
    start = "import sys\nfrom jxc_desktop.spreadsheets import child\n"
    assert len(main_starts_light([Source(f"{PACKAGE}.__main__", start + text)])) == 1


def test_a_light_start_is_right():
    text = "import sys\nfrom jxc_desktop.spreadsheets import child\ndef main():\n    from jxc_desktop import cli"
    assert main_starts_light([Source(f"{PACKAGE}.__main__", text)]) == []


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "from pathlib import Path",
        "import time",
        "from sqlalchemy import select",
        "import random",
        "open('x')",
        "import datetime\ndatetime.datetime.now()",
        "from datetime import date\ndate.today()",
    ],
)
def test_an_impure_rule_is_found(text):
    assert len(domain_is_pure(tree(domain__money=text, ui__rows=text))) == 1


def test_two_packages_that_import_each_other_are_found():
    sources = tree(
        ui__sales__page="from jxc_desktop.ui.products import editor",
        ui__sales__cart_view="",
        ui__products__page="from jxc_desktop.ui.sales import cart_view",
        ui__products__editor="",
    )
    assert packages_are_no_pairs(sources) == [f"{PACKAGE}.ui.products and {PACKAGE}.ui.sales import each other"]


def test_a_window_and_its_page_may_not_import_each_other():
    page = "from jxc_desktop.ui import {}"
    window = "from jxc_desktop.ui.sales import page"
    assert packages_are_no_pairs(tree(ui__sales__page=page.format("bus"), ui__main_window=window, ui__bus="")) == []
    assert len(packages_are_no_pairs(tree(ui__sales__page=page.format("main_window"), ui__main_window=window))) == 1


def test_modules_in_a_circle_are_found():
    sources = tree(
        queries__sales="from jxc_desktop.queries import stock",
        queries__stock="from jxc_desktop.queries import products",
        queries__products="from jxc_desktop.queries import sales",
        queries__view="from jxc_desktop.queries import sales",
    )
    assert modules_form_no_circle(sources) == [f"in a circle: {PACKAGE}.queries.sales, {PACKAGE}.queries.stock, {PACKAGE}.queries.products"]
    assert modules_form_no_circle(sources[1:]) == []


@pytest.mark.parametrize(
    "sql",
    [
        "insert into sale values (1)",
        "UPDATE stock_level SET quantity = 0",
        "DELETE FROM sale WHERE id=1",
        "INSERT OR REPLACE INTO x VALUES (1)",
    ],
)
def test_a_write_in_words_outside_db_is_found(sql):
    sources = tree(operations__sales=f"execute({sql!r})", queries__sales=f"execute(f{sql + '{x}'!r})", db__upsert=f"execute({sql!r})")
    assert len(no_textual_writes_outside_db(sources)) == 2


@pytest.mark.parametrize("text", ["_('Delete from the list')", '"""Who may delete from the list."""', "x = 'SELECT 1'"])
def test_sentences_are_no_writes(text):
    assert no_textual_writes_outside_db(tree(ui__rows=text)) == []


@pytest.mark.parametrize(
    "call",
    [
        "text(f'SELECT {x}')",
        "text('SELECT ' + x)",
        "text('SELECT %s' % x)",
        "text('SELECT {}'.format(x))",
        "sql = f'{x}'\ntext(sql)",
        "text(given)",
        "import sqlalchemy as sa\nsa.text(f'{x}')",
        "from sqlalchemy import literal_column\nliteral_column(f\"'{x}'\")",
        "from sqlalchemy import literal_column as plain\nplain(x)",
        "connection.exec_driver_sql(f'PRAGMA x={x}')",
        "work.connection.exec_driver_sql('SELECT ' + x)",
        "x.exec_driver_sql('A' if y else z)",
        "NAME = input()\ntext(f'SELECT {NAME}')",
        "ONE, SQL = 'a', f'{x}'\ntext(SQL)",
        "text(str(x))",
    ],
)
def test_sql_put_together_is_found(call):
    assert len(text_takes_literals_only(tree(db__search=f"from sqlalchemy import text\n{call}"))) == 1


@pytest.mark.parametrize(
    "call",
    [
        "text('SELECT 1')",
        "SQL = 'SELECT :x'\ntext(SQL)",
        "button.text(f'{x}')",
        "x.exec_driver_sql('BEGIN IMMEDIATE' if writes else 'BEGIN')",
        "SMALL, LARGE = 1, 2\nx.exec_driver_sql(f'PRAGMA x={LARGE}')",
        "from jxc_desktop.db.engine import VERSION\ntext(f'PRAGMA x={VERSION}')",
    ],
)
def test_literal_sql_is_right(call):
    assert text_takes_literals_only(tree(db__search=f"from sqlalchemy import text\n{call}")) == []


@pytest.mark.parametrize("caught", ["", " Exception", " (ValueError, Exception)", " BaseException", " Exception as error"])
def test_catching_everything_is_found(caught):
    text = f"try:\n    x()\nexcept{caught}:\n    y()"
    assert only_trouble_catches_everything(tree(operations__work=text, ui__trouble=text)) == [f"{PACKAGE}.operations.work:3"]


@pytest.mark.parametrize("call", ["suppress(Exception)", "contextlib.suppress(ValueError, BaseException)"])
def test_suppressing_everything_is_found(call):
    text = f"with {call}:\n    x()"
    assert only_trouble_catches_everything(tree(operations__work=text, ui__trouble=text)) == [f"{PACKAGE}.operations.work:1"]
    assert only_trouble_catches_everything(tree(operations__work="with suppress(OSError):\n    x()")) == []


def test_undoing_and_raising_on_is_right():
    assert only_trouble_catches_everything(tree(operations__work="try:\n    x()\nexcept BaseException:\n    undo()\n    raise")) == []


@pytest.mark.parametrize("pause", ["time.sleep(1)", "qtbot.wait(10)", "QTest.qWait(5)", "sleep(1)"])
def test_a_pause_in_a_test_is_found(pause):
    assert len(nothing_is_waited_for([Source("tests.test_x", pause)])) == 1
    assert nothing_is_waited_for([Source("tests.test_x", "qtbot.waitUntil(lambda: True)")]) == []


@pytest.mark.parametrize("text", ["from PySide6.QtWidgets import QTableWidget", "QtWidgets.QTableWidget()"])
def test_a_table_widget_is_found(text):
    assert no_table_widget(tree(ui__rows=text)) == [f"{PACKAGE}.ui.rows"]


@pytest.mark.parametrize("name", ["StockManager", "PriceHelper", "BaseRow", "AbstractPage", "ProductDTO", "SaleService"])
def test_an_empty_name_is_found(name):
    assert len(names_say_what_a_thing_is(tree(ui__rows=f"class {name}: pass\nclass Database: pass"))) == 1


def test_a_long_file_is_found():
    assert len(files_are_short(tree(ui__rows="x = 1\n" * 1001, ui__bus="x = 1\n" * 1000))) == 1


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME"])
def test_a_thing_left_for_later_is_found(word):
    assert nothing_is_left_for_later([("a.py", f"x = 1\n# {word}: later"), ("b.py", "# the to-do list, " + word.lower())]) == ["a.py:2"]


@pytest.mark.parametrize("folder", ["work/main", "root/x", "home/me", "opt/x"])
def test_a_path_of_a_machine_is_found(folder):
    assert no_machine_paths([("a.py", f"x = '/{folder}'")]) == ["a.py:1"]
    assert no_machine_paths([("a.py", f"x = 'build/{folder}'")]) == []

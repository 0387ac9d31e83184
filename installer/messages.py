"""The message catalogues: gathered from the source, merged from `resources/i18n/zh_CN.d`, compiled. Development only.

python installer/messages.py            write the merged .po and .mo, say what is missing or stale
python installer/messages.py --check    write nothing; exit 1 when a message is missing, stale, clashing or not compiled
python installer/messages.py --prune    first drop the translations that no source uses any more
"""
# ruff: noqa: INP001

import argparse
import ast
import io
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import normalize, read_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_CN"
HEADER = (
    "Project-Id-Version: JXC Desktop\n"
    "Language: zh_CN\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=utf-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=1; plural=0;\n"
)
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
CURLY = "\N{RIGHT SINGLE QUOTATION MARK}"  # in Chinese type it takes the room of a letter
MARKERS = {"_": 1, "N_": 1, "ngettext": 2}

# A message is its singular, or its singular and plural.
Message = tuple[str, ...]


@dataclass(frozen=True)
class Folders:
    """Where the source and the catalogues are; tests use their own."""

    source: Path = ROOT / "jxc_desktop"
    i18n: Path = ROOT / "resources" / "i18n"

    @property
    def parts(self) -> list[Path]:
        """The translations as the areas write them."""
        return sorted((self.i18n / f"{LANGUAGE}.d").glob("*.po"))

    @property
    def po(self) -> Path:
        """The merged catalogue."""
        return self.i18n / LANGUAGE / "LC_MESSAGES" / "jxc_desktop.po"

    @property
    def mo(self) -> Path:
        """The compiled catalogue, which the program reads."""
        return self.po.with_suffix(".mo")


@dataclass
class Translations:
    """What the parts say, and where two of them say different things."""

    texts: dict[Message, str] = field(default_factory=dict)
    places: dict[Message, Path] = field(default_factory=dict)
    clashes: list[str] = field(default_factory=list)

    def add(self, message: Message, text: str, place: Path) -> None:
        """Take one entry; a second, different translation is a clash."""
        known = self.texts.setdefault(message, text)
        first = self.places.setdefault(message, place)
        if known != text:
            self.clashes.append(f"{message[0]!r}: {first.name} says {known!r}, {place.name} says {text!r}")


@dataclass(frozen=True)
class Findings:
    """All that is wrong with the catalogues, a sentence each."""

    missing: list[str]
    stale: list[str]
    clashes: list[str]
    placeholders: list[str]
    misuses: list[str]
    outdated: list[str]

    def lines(self) -> Iterator[str]:
        """Every finding under its kind."""
        for kind, found in vars(self).items():
            for line in found:
                yield f"{kind}: {line}"


def marked_calls(tree: ast.AST) -> Iterator[tuple[ast.Call, list[ast.expr]]]:
    """Each call of `_`, `N_` or `ngettext`, with the arguments that are messages."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name in MARKERS:
                yield node, node.args[: MARKERS[name]]


def messages_in(source: str) -> set[Message]:
    """The messages that a source marks with literal texts."""
    found = set()
    for _call, arguments in marked_calls(ast.parse(source)):
        texts = [node.value for node in arguments if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        if texts and len(texts) == len(arguments) and texts[0]:
            found.add(tuple(texts))
    return found


def misuses_in(source: str) -> list[str]:
    """Texts put together before they are translated: no catalogue can hold them. And curly apostrophes: the font has wide ones."""
    wrong = []
    for call, arguments in marked_calls(ast.parse(source)):
        for node in arguments:
            formatted = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Constant)
            curly = isinstance(node, ast.Constant) and isinstance(node.value, str) and CURLY in node.value
            if formatted or curly or isinstance(node, ast.JoinedStr | ast.BinOp):
                wrong.append(f"line {call.lineno}: {ast.unparse(call)}")
    return wrong


def sources(folders: Folders) -> Iterator[tuple[Path, str]]:
    """Every Python file of the package and its text."""
    for path in sorted(folders.source.rglob("*.py")):
        yield path, path.read_text(encoding="utf-8")


def used_messages(folders: Folders) -> dict[Message, str]:
    """Every message in use and the first file that uses it."""
    used: dict[Message, str] = {}
    for path, text in sources(folders):
        for message in messages_in(text):
            used.setdefault(message, path.relative_to(folders.source.parent).as_posix())
    return used


def entries_of(path: Path) -> Iterator[tuple[Message, str]]:
    """The entries of a .po file; a fuzzy one counts as not translated."""
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=LANGUAGE, abort_invalid=True)
    for entry in catalogue:
        if entry.id:
            message = (entry.id,) if isinstance(entry.id, str) else tuple(map(str, entry.id))
            text = entry.string if isinstance(entry.string, str) else "".join(entry.string or ())
            yield message, "" if entry.fuzzy else text


def translations(folders: Folders) -> Translations:
    """All parts together."""
    together = Translations()
    for path in folders.parts:
        for message, text in entries_of(path):
            if text:
                together.add(message, text, path)
    return together


def placeholders(text: str) -> set[str]:
    """The names in braces that `format` fills."""
    try:
        return {
            name.partition(".")[0].partition("[")[0]
            for _text, name, _spec, _conversion in string.Formatter().parse(text)
            if name is not None
        }
    except ValueError:
        return set()


def wrong_placeholders(texts: dict[Message, str]) -> list[str]:
    """Translations whose names in braces differ from the message's: they would fail, or lose a value, when shown."""
    wrong = []
    for message, text in sorted(texts.items()):
        expected = set().union(*map(placeholders, message))
        if placeholders(text) != expected:
            wrong.append(f"{message[0]!r} has {sorted(expected)}, {text!r} has {sorted(placeholders(text))}")
    return wrong


def merged(folders: Folders) -> dict[Message, str]:
    """The messages in use that are translated, in the order in which they are written."""
    known = translations(folders).texts
    return {message: known[message] for message in sorted(used_messages(folders)) if message in known}


def po_text(texts: dict[Message, str]) -> str:
    """A .po file: the header, then one entry a message, without dates or line numbers, so that a change shows as itself."""
    blocks = [_entry(("",), HEADER)] + [_entry(message, text) for message, text in texts.items()]
    return "\n".join(blocks)


def _entry(message: Message, text: str) -> str:
    lines = [f"msgid {normalize(message[0], width=0)}"]
    if len(message) > 1:
        lines += [f"msgid_plural {normalize(message[1], width=0)}", f"msgstr[0] {normalize(text, width=0)}"]
    else:
        lines.append(f"msgstr {normalize(text, width=0)}")
    return "\n".join(lines) + "\n"


def mo_bytes(po: str) -> bytes:
    """The compiled form of a .po text: the same bytes for the same text, whenever it is made."""
    catalogue: Catalog = read_po(io.BytesIO(po.encode()), locale=LANGUAGE)
    catalogue.creation_date = catalogue.revision_date = NO_DATE  # else the minute of compiling
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def outdated(folders: Folders) -> list[str]:
    """The committed catalogues that differ from what the parts give."""
    po = po_text(merged(folders))
    wanted = {folders.po: po.encode(), folders.mo: mo_bytes(po)}
    return [f"{path.name}: run installer/messages.py" for path, data in wanted.items() if not path.is_file() or path.read_bytes() != data]


def check(folders: Folders) -> Findings:
    """Everything that the catalogues lack or have too much of."""
    used, known = used_messages(folders), translations(folders)
    return Findings(
        missing=[f"{place}: {message[0]!r}" for message, place in sorted(used.items()) if message not in known.texts],
        stale=[f"{known.places[message].name}: {message[0]!r}" for message in sorted(known.texts) if message not in used],
        clashes=known.clashes,
        placeholders=wrong_placeholders(known.texts),
        misuses=[f"{path.name} {line}" for path, text in sources(folders) for line in misuses_in(text)],
        outdated=outdated(folders),
    )


def write(folders: Folders) -> None:
    """Write the merged and the compiled catalogue."""
    po = po_text(merged(folders))
    folders.po.parent.mkdir(parents=True, exist_ok=True)
    folders.po.write_text(po, encoding="utf-8")
    folders.mo.write_bytes(mo_bytes(po))


def prune(folders: Folders) -> list[Path]:
    """Drop from the parts what no source uses; only files that had such entries are rewritten."""
    used, changed = used_messages(folders), []
    for path in folders.parts:
        entries = dict(entries_of(path))
        kept = {message: text for message, text in entries.items() if message in used}
        if len(kept) < len(entries):
            path.write_text(po_text(kept), encoding="utf-8")
            changed.append(path)
    return changed


def main(arguments: list[str] | None = None, folders: Folders | None = None) -> int:
    """The command: 0 when the catalogues are complete (or were written), 1 when a check fails."""
    parser = argparse.ArgumentParser(description="Message catalogues: gather, merge, compile, check.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when anything is missing, stale or out of date")
    parser.add_argument("--prune", action="store_true", help="drop translations that no source uses")
    chosen = parser.parse_args(arguments)
    folders = folders or Folders()
    if chosen.prune:
        prune(folders)
    if not chosen.check:
        write(folders)
    lines = list(check(folders).lines())
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if chosen.check and lines else 0


if __name__ == "__main__":
    sys.exit(main())

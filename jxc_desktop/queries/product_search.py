"""The search for products as one types: code, initials, name, the rest; each from an index, until the page is full."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, literal_column, or_, select

from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.search import expression, found, found_id, matches
from jxc_desktop.db.tables.products import barcode, product
from jxc_desktop.domain.barcodes import normalise
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.search_words import fold
from jxc_desktop.queries.product_rows import is_seen, products_of
from jxc_desktop.queries.view import View

EVERY = 1_000_000_000
MAX_TEXT = 200
MAX_PARTS = 8
MAX_PINYIN = 40
MAX_WAYS = 4
_LAST = "\U0010ffff"
_CHUNK = 100
_SYLLABLE = re.compile(r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?[aeiouv]{1,3}(?:ng|n|r)?", re.ASCII)
_PARTIAL = re.compile(r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])[aeiouv]{0,3}(?:ng|n|r)?|[aeo][ion]?g?", re.ASCII)


def _shown(statement: Select[Any]) -> Select[Any]:
    return statement.where(is_seen(), or_(product.c.stop_selling == literal_column("0"), bindparam("stopped") == literal_column("1")))


def _starts(column: Any) -> Prepared:
    statement = _shown(select(product.c.id)).where(column >= bindparam("start"), column < bindparam("end"))
    return Prepared(statement.order_by(column).limit(bindparam("most")))


_BY_CODE = _starts(product.c.code)
_BY_INITIALS = _starts(product.c.initials)
_BY_NAME = _starts(product.c.name)
_BY_TAIL = Prepared(
    _shown(select(product.c.id).select_from(barcode.join(product, product.c.id == barcode.c.product_id)))
    .where(barcode.c.reversed >= bindparam("start"), barcode.c.reversed < bindparam("end"))
    .order_by(barcode.c.reversed)
    .limit(bindparam("most"))
)
_BY_PAIR = Prepared(
    _shown(select(product.c.id).select_from(found.join(product, product.c.id == found_id)))
    .where(matches(bindparam("words")))
    .limit(bindparam("most"))
)
_BY_WORDS = Prepared(
    _shown(
        select(
            product.c.id,
            product.c.name,
            product.c.spec,
            product.c.initials,
            product.c.pinyin,
            product.c.article_number,
        )
        .select_from(found.join(product, product.c.id == found_id))
        .where(matches(bindparam("words")))
    )
)


def search(view: View, text: str, *, limit: int = 50, offset: int = 0, stopped: bool = False) -> tuple[Product, ...]:
    """Products that a typed text means, the likeliest first.

    By own code, barcode tail, initials and name from their beginning; then whatever holds it in name, spec, article number,
    initials or pinyin. Parts between blanks may stand anywhere. 停售 only with `stopped`. Any text is plain text.
    """
    return products_of(view, search_ids(view, text, limit=limit, offset=offset, stopped=stopped))


def search_ids(view: View, text: str, *, limit: int = 50, offset: int = 0, stopped: bool = False) -> list[int]:
    """As `search`, the ids alone; with the limit EVERY all of them."""
    ids: dict[int, None] = {}
    most = offset + limit
    for more in _stages(view, text[:MAX_TEXT], most, int(stopped)):
        ids.update(dict.fromkeys(more))
        if len(ids) >= most:
            break
    return list(ids)[offset:most]


def _stages(view: View, text: str, most: int, stopped: int) -> Iterator[Sequence[int]]:
    def starting(statement: Prepared, start: str) -> Sequence[int]:
        facts = {"start": start, "end": start + _LAST, "most": most, "stopped": stopped}
        return [row[0] for row in statement.rows(view.connection, facts)]

    parts = [part for part in map(fold, text.split()) if part][:MAX_PARTS]
    if not parts:
        return
    whole = "".join(parts)
    if whole.isascii():
        code = normalise(text)
        yield starting(_BY_CODE, code or whole)
        if len(code) >= 3 and code.isdigit():
            yield starting(_BY_TAIL, code[::-1])
        yield starting(_BY_INITIALS, whole)
    else:
        yield starting(_BY_NAME, text.strip())
    yield _with_words(view, parts, most, stopped)


def _with_words(view: View, parts: Sequence[str], most: int, stopped: int) -> list[int]:
    words = " AND ".join(expression(part, _syllables(part)) for part in parts)
    if len(parts) == 1 and len(parts[0]) <= 2:
        # The index knows pairs of signs: there is nothing to look at again.
        facts = {"words": words, "stopped": stopped, "most": most}
        return [row[0] for row in _BY_PAIR.rows(view.connection, facts)]
    rows = _BY_WORDS.run(view.connection, {"words": words, "stopped": stopped})
    ids: list[int] = []
    while len(ids) < most:
        chunk = rows.fetchmany(_CHUNK)
        if not chunk:
            break
        ids += [row[0] for row in chunk if _holds(row, parts)]
    rows.close()
    return ids[:most]


def _holds(row: Sequence[Any], parts: Sequence[str]) -> bool:
    text = f"{fold(row[1])}{fold(row[2])}\n{row[3]} {row[4]} {fold(row[5])}"
    return all(part in text for part in parts)


def _syllables(part: str) -> list[list[str]]:
    """The ways to read a part as pinyin, at most four; the last syllable may be unfinished."""
    if not 2 <= len(part) <= MAX_PINYIN or not (part.isascii() and part.isalpha()):
        return []
    ways: list[list[str]] = []
    _read_on(part, [], ways, set())
    return ways


def _read_on(rest: str, before: list[str], ways: list[list[str]], dead: set[str]) -> None:
    if len(ways) >= MAX_WAYS or rest in dead:
        return
    known = len(ways)
    if _PARTIAL.fullmatch(rest) or _SYLLABLE.fullmatch(rest):
        ways.append([*before, rest])
    for length in range(min(6, len(rest) - 1), 0, -1):
        if _SYLLABLE.fullmatch(rest, 0, length):
            _read_on(rest[length:], [*before, rest[:length]], ways, dead)
    if len(ways) == known:
        dead.add(rest)

"""Full-text search over products: a table of short tokens, one row a product, its rowid the product's id.

Tokens are pairs of neighbouring signs (the last one beside an end mark) of the folded name, spec and article number and of
the pinyin initials in every reading, and whole pinyin syllables behind a mark of their own. What the table answers holds
every product that fits and a few that do not: whoever asks looks at the words again.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from sqlalchemy import ColumnElement, Connection, column, table

from jxc_desktop.domain.search_words import Readings, fold

CREATE_INDEX = "CREATE VIRTUAL TABLE product_search USING fts5(words, content='', contentless_delete=1, detail=none, tokenize='ascii')"
MAX_TOKENS = 12

_SET = "INSERT OR REPLACE INTO product_search (rowid, words) VALUES (?, ?)"
_ADD = "INSERT INTO product_search (rowid, words) VALUES (?, ?)"
_DROP = "DELETE FROM product_search WHERE rowid = ?"
_END = "\ue000"
_SYLLABLE = "\ue001"
# Signs that the tokenizer takes for blanks become the wide ones, which folding has taken out of every text.
_SIGNS = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if not chr(code).isalnum()}

found = table("product_search", column("rowid"), column("product_search"))
found_id = found.c.rowid


def _pairs(text: str) -> str:
    plain = text if text.isalnum() else text.translate(_SIGNS)
    return " ".join(map(str.__add__, plain, plain[1:] + _END))


def words_for(texts: Sequence[str], readings: Sequence[Readings], initials: str = "") -> str:
    """The tokens of a product: of folded texts, of its name's readings, of initials the shop gave itself."""
    words = [_pairs(text) for text in texts if text]
    if initials:
        words.append(_pairs(fold(initials)))
    before: tuple[str, ...] = ()
    for first, syllables in readings:
        if before:
            words.append(_joined(before, first))
        if first is not syllables:
            words.append(_marked(syllables))
        before = first
    if before:
        words.append(_joined(before, (_END,)))
    return " ".join(words)


@lru_cache(maxsize=20_000)
def _joined(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    return " ".join([one + other for one in before for other in after])


@lru_cache(maxsize=2_000)
def _marked(syllables: tuple[str, ...]) -> str:
    return " ".join([_SYLLABLE + syllable for syllable in syllables])


def add_words(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Words of products that have none yet: (product id, words)."""
    if rows:
        connection.exec_driver_sql(_ADD, list(rows))


def set_words(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Words of products, in place of those they had."""
    if rows:
        connection.exec_driver_sql(_SET, list(rows))


def drop_words(connection: Connection, product_ids: Sequence[int]) -> None:
    """Forget the words of products."""
    if product_ids:
        connection.exec_driver_sql(_DROP, [(product_id,) for product_id in product_ids])


def expression(part: str, syllables: Sequence[Sequence[str]] = ()) -> str:
    """What to ask the table for one folded part; `syllables` are the ways in which it may be read as pinyin."""
    ways = [_of_text(part)]
    ways += [
        _all(f'"{_SYLLABLE}{one}"' for one in way[:-1]) + (" AND " if way[1:] else "") + f'"{_SYLLABLE}{way[-1]}" *' for way in syllables
    ]
    return "(" + " OR ".join(f"({way})" for way in ways) + ")"


def _of_text(part: str) -> str:
    plain = part.translate(_SIGNS)
    if len(plain) == 1:
        return f'"{plain}" *'
    return _all(f'"{pair}"' for pair in dict.fromkeys(map(str.__add__, plain, plain[1:])))


def _all(tokens: Iterable[str]) -> str:
    return " AND ".join(list(tokens)[:MAX_TOKENS])


def matches(expression_bind: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that a row of `found` answers the expression."""
    return found.c.product_search.op("MATCH", is_comparison=True)(expression_bind)

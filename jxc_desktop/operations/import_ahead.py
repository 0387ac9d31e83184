"""The slices of an import that come next, read ahead: while one is written, another process finds the words of the following."""

import json
from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables.imports import import_slice
from jxc_desktop.operations.import_slices import Prepared
from jxc_desktop.operations.product_words import Texts, words_of
from jxc_desktop.operations.words_process import WordsProcess
from jxc_desktop.operations.work import Shop

AHEAD = 3
WORTH_A_PROCESS = 4

_NEXT = (
    select(import_slice.c.slice_no, import_slice.c.body)
    .where(import_slice.c.import_id == bindparam("of_import"), import_slice.c.is_applied == 0, import_slice.c.slice_no > bindparam("after"))
    .order_by(import_slice.c.slice_no)
    .limit(bindparam("most"))
)


class Ready(NamedTuple):
    """A slice to be written: new products, the rows of known ones as `ToChange` has them, prices that are only planned, a supplier's offers."""

    slice_no: int
    new: Sequence[Prepared]
    changed: Sequence[Any]
    planned: Sequence[Any]
    shares: bool
    supplier_id: int
    offers: Sequence[Any]


class Ahead:
    """What is not applied yet, in order. `close` it."""

    def __init__(self, shop: Shop, import_id: int, left: int) -> None:
        self._shop = shop
        self._import_id = import_id
        self._after = -1
        self._read: deque[tuple[int, Any, bool]] = deque()
        self._words: WordsProcess | None = None
        self._is_worth_it = left >= WORTH_A_PROCESS

    def take(self, most: int) -> list[Ready]:
        """The next slices, at most so many."""
        self._fill(most + AHEAD)
        return [self._ready(*self._read.popleft()) for _each in range(min(most, len(self._read)))]

    def close(self) -> None:
        """Nothing more is wanted."""
        if self._words is not None:
            self._words.end()

    def _fill(self, wanted: int) -> None:
        if len(self._read) >= wanted:
            return
        facts = {"of_import": self._import_id, "after": self._after, "most": wanted - len(self._read)}
        with self._shop.read() as view:
            found = view.connection.execute(_NEXT, facts).all()
        for slice_no, text in found:
            body = json.loads(text)
            if self._words is None and self._is_worth_it and body["new"]:
                self._words = WordsProcess()
            asked = self._words is not None and bool(body["new"]) and self._words.ask([_texts(values) for values in body["new"]])
            self._read.append((slice_no, body, asked))
            self._after = slice_no

    def _ready(self, slice_no: int, body: Any, asked: bool) -> Ready:
        words = self._words.answer() if asked and self._words is not None else None
        if words is None:
            words = [words_of(*_texts(values)) for values in body["new"]]
        made = [Prepared(values, code, *found) for values, code, found in zip(body["new"], body["codes"], words, strict=True)]
        return Ready(slice_no, made, body["changed"], body["planned"], body["shares"], body.get("supplier", 0), body.get("offers", ()))


def _texts(values: Any) -> Texts:
    get = values.get
    return values["name"], get("spec", ""), get("article_number", ""), get("initials", "")

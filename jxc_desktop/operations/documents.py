"""Posting: number, sequence and link of the chain, the same way for every kind of document.

`post` takes the last locks of a posting (sequence, series, chain head) and writes the document row. Call it after the stock
was planned (its locks come first, in id order) and before the rows that refer to the document. The order is that of the
sequence; a clock that ran back changes nothing and is written down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from jxc_desktop.db.prepared import Prepared, columns_but
from jxc_desktop.db.tables import documents as t
from jxc_desktop.db.types import time_text
from jxc_desktop.db.upsert import insert_for
from jxc_desktop.domain.documents import RECIPE, Contents, DayAhead, DocumentKind, chain_hash, number, series
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.chain import with_remark


@dataclass(frozen=True, slots=True)
class Posted:
    """A document that stands in the books. `is_new` is False when its key was posted before."""

    id: int
    number: str
    seq: int
    business_date: date
    is_new: bool = True


_NEXT_SEQ = Prepared(update(t.head).where(t.head.c.name == "seq").values(number=t.head.c.number + 1).returning(t.head.c.number))
_LAST_POSTED = select(t.document.c.posted_at).where(t.document.c.posted_seq == bindparam("last_seq")).scalar_subquery()
_CHAIN_HEAD = Prepared(select(t.head.c.hash, _LAST_POSTED).where(t.head.c.name == bindparam("chain")))
_MOVE_CHAIN = Prepared(
    update(t.head).where(t.head.c.name == bindparam("chain")).values(number=t.head.c.number + 1, hash=bindparam("new_hash"))
)
_BY_KEY = Prepared(
    select(t.document.c.id, t.document.c.number, t.document.c.posted_seq, t.document.c.business_date).where(
        t.document.c.key == bindparam("document_key")
    )
)
_INSERT = Prepared(insert(t.document).returning(t.document.c.id), *columns_but(t.document, "id", "party_id"))
_INSERT_WITH_PARTY = Prepared(insert(t.document).returning(t.document.c.id), *columns_but(t.document, "id"))


def _next_number(connection: Connection) -> Any:
    statement = insert_for(connection, t.head).values(name=bindparam("name"), number=1)
    statement = statement.on_conflict_do_update(index_elements=["name"], set_={"number": t.head.c.number + 1})
    return statement.returning(t.head.c.number)


_NEXT_NUMBER = Prepared(_next_number)


CLOCK_SLACK = timedelta(minutes=1)


def chain_name(till_code: str) -> str:
    """The head row of a till's chain."""
    return f"chain:{till_code}"


def posted_with_key(work: Work, key: str) -> Posted | None:
    """The document that was posted with this key: a second "complete" gets the first one back."""
    row = _BY_KEY.record(work.connection, {"document_key": key})
    return None if row is None else Posted(row.id, row.number, row.posted_seq, row.business_date, is_new=False)


def post(
    work: Work,
    kind: DocumentKind,
    key: str,
    total: int,
    *,
    head: Mapping[str, object],
    lines: Sequence[Sequence[object]],
    payments: Sequence[Sequence[object]] = (),
    reverses: tuple[int, str] | None = None,
    remark: str = "",
    day: date | None = None,
    party_id: int = 0,
) -> Posted:
    """Give a document its number, its place in the order of truth and its link in the chain, and write it.

    `head`, `lines` and `payments` are plain values in the order that the chain's recipe fixes for the kind; `reverses` is
    id and number of the document taken back. `day`, today's if none is given, may be an earlier business date (back-dating):
    the document's number and shift are of that day, its place in the order of truth is now. Money in 1/10000. Raises DayAhead.
    """
    day = day or work.business_date
    if day > work.business_date:
        raise DayAhead(day)
    connection = work.connection
    seq = _NEXT_SEQ.value(connection, {})
    sequence = _NEXT_NUMBER.value(connection, {"name": series(kind, work.till.code, day)})
    chain = chain_name(work.till.code)
    previous, last_posted = _CHAIN_HEAD.row(connection, {"chain": chain, "last_seq": seq - 1})
    name = number(kind, work.till.code, day, sequence)
    posted_at = time_text(work.now)
    contents = Contents(
        seq=seq,
        key=key,
        kind=kind,
        number=name,
        business_date=day.isoformat(),
        posted_at=posted_at,
        till=work.till.code,
        operator=work.actor.name,
        reverses=reverses[1] if reverses else "",
        total=total,
        head=with_remark(head, remark),
        lines=lines,
        payments=payments,
    )
    link = chain_hash(contents, previous)
    row = _row(work, contents, reverses[0] if reverses else None, remark, day)
    row["hash"], row["previous_hash"] = link, previous
    if party_id:
        row["party_id"] = party_id
    document_id = int((_INSERT_WITH_PARTY if party_id else _INSERT).value(connection, row))
    _MOVE_CHAIN.row(connection, {"chain": chain, "new_hash": link})
    if last_posted is not None and posted_at < last_posted and time_text(work.now + CLOCK_SLACK) < last_posted:
        work.record("clock_ran_back", name, before=last_posted, now=posted_at)
    return Posted(document_id, name, seq, day)


def _row(work: Work, contents: Contents, reverses: int | None, remark: str, day: date) -> dict[str, object]:
    """The document's row, but for its link."""
    return {
        "kind": str(contents.kind),
        "number": contents.number,
        "key": contents.key,
        "posted_seq": contents.seq,
        "till_id": work.till.id,
        "business_date": day,
        "posted_at": work.now,
        "actor_id": work.actor.user_id,
        "operator": contents.operator,
        "reverses": reverses,
        "total": contents.total,
        "remark": remark,
        "recipe": RECIPE,
    }

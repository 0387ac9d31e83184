"""Posting: number, sequence and link of the chain, the same way for every kind of document.

`post` takes the last locks of a posting (sequence, series, chain head) and writes the document row. Call it after the stock
was planned (its locks come first, in id order) and before the rows that refer to the document.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from jxc_desktop.db.tables import documents as t
from jxc_desktop.db.types import time_text
from jxc_desktop.db.upsert import insert_for
from jxc_desktop.domain.documents import RECIPE, Contents, DocumentKind, chain_hash, number, series
from jxc_desktop.operations.work import Work


@dataclass(frozen=True, slots=True)
class Posted:
    """A document that stands in the books. `is_new` is False when its key was posted before."""

    id: int
    number: str
    seq: int
    business_date: date
    is_new: bool = True


_NEXT_SEQ = update(t.head).where(t.head.c.name == "seq").values(number=t.head.c.number + 1).returning(t.head.c.number)
_CHAIN_HEAD = select(t.head.c.hash).where(t.head.c.name == bindparam("chain"))
_MOVE_CHAIN = update(t.head).where(t.head.c.name == bindparam("chain")).values(number=t.head.c.number + 1, hash=bindparam("new_hash"))
_BY_KEY = select(t.document.c.id, t.document.c.number, t.document.c.posted_seq, t.document.c.business_date).where(
    t.document.c.key == bindparam("document_key")
)
_INSERT_ID = insert(t.document).returning(t.document.c.id)


def chain_name(till_code: str) -> str:
    """The head row of a till's chain."""
    return f"chain:{till_code}"


def posted_with_key(work: Work, key: str) -> Posted | None:
    """The document that was posted with this key: a second "complete" gets the first one back."""
    row = work.connection.execute(_BY_KEY, {"document_key": key}).one_or_none()
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
) -> Posted:
    """Give a document its number, its place in the order of truth and its link in the chain, and write it.

    `head`, `lines` and `payments` are plain values in the order that the chain's recipe fixes for the kind; `reverses` is
    id and number of the document taken back. Money in 1/10000.
    """
    day = work.business_date
    run = work.connection.execute
    seq = run(_NEXT_SEQ).scalar_one()
    sequence = run(_next_number(work), {"name": series(kind, work.till.code, day), "number": 1}).scalar_one()
    chain = chain_name(work.till.code)
    previous = run(_CHAIN_HEAD, {"chain": chain}).scalar_one()
    name = number(kind, work.till.code, day, sequence)
    contents = Contents(
        seq=seq,
        key=key,
        kind=kind,
        number=name,
        business_date=day.isoformat(),
        posted_at=time_text(work.now),
        till=work.till.code,
        operator=work.actor.name,
        reverses=reverses[1] if reverses else "",
        total=total,
        head={**head, "remark": remark} if remark else head,
        lines=lines,
        payments=payments,
    )
    link = chain_hash(contents, previous)
    row = {
        "kind": str(kind),
        "number": name,
        "key": key,
        "posted_seq": seq,
        "till_id": work.till.id,
        "business_date": day,
        "posted_at": work.now,
        "actor_id": work.actor.user_id,
        "operator": work.actor.name,
        "reverses": reverses[0] if reverses else None,
        "total": total,
        "remark": remark,
        "recipe": RECIPE,
        "hash": link,
        "previous_hash": previous,
    }
    document_id = int(run(_INSERT_ID, row).scalar_one())
    run(_MOVE_CHAIN, {"chain": chain, "new_hash": link})
    return Posted(document_id, name, seq, day)


_statements: dict[str, Any] = {}


def _next_number(work: Work) -> Any:
    dialect = work.connection.dialect.name
    if dialect not in _statements:
        statement = insert_for(work.connection, t.head)
        statement = statement.on_conflict_do_update(index_elements=["name"], set_={"number": t.head.c.number + 1})
        _statements[dialect] = statement.returning(t.head.c.number)
    return _statements[dialect]

"""What a backup is known by: the state of its books and the note (manifest) beside it.

A backup is one closed shop file and, beside it, a JSON note of the same name. The note's words are compared, never used as
names of files.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Executable, func, select
from sqlalchemy.exc import DBAPIError

from jxc_desktop.db import backup as files
from jxc_desktop.db.engine import schema_of
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products, sales, shop, stock
from jxc_desktop.db.types import read_time
from jxc_desktop.domain.backups import Kept
from jxc_desktop.paths import backup_folder
from jxc_desktop.queries import check_books
from jxc_desktop.queries.findings import Finding
from jxc_desktop.queries.shop_ids import shop_id_of

SUFFIX = ".jxc"
NOTE_SUFFIX = ".json"
NOTE_LIMIT = 64_000
NAMED = r"-\d{8}-\d{6}(-\d+)?"
SLOW = {"line_moves"}
PER_PRODUCT = {"level", "value"}
WALKED, WALKED_BADLY = "ok", "bad"
ENTERED = ("products", "documents", "customers", "past_sale_lines")


@dataclass(frozen=True, slots=True)
class State:
    """What the books of a file say of themselves. Two files with the same state end at the same document."""

    schema: int
    shop_id: str
    shop_name: str
    first_hash: str
    heads: dict[str, str]
    posted_seq: int
    counts: dict[str, int]
    last_at: str

    def is_as_noted(self, noted: "State") -> bool:
        """Whether a note tells of this state; one that an earlier version wrote may know less."""
        counts = {name: count for name, count in self.counts.items() if name in noted.counts}
        return replace(self, counts=counts, shop_id=noted.shop_id and self.shop_id) == noted

    def is_other_shop(self, other: "State") -> bool:
        """Whether two files are surely of two shops: by their ids, or by their first documents where one has no id yet."""
        if self.shop_id and other.shop_id:
            return self.shop_id != other.shop_id
        return bool(self.first_hash and other.first_hash and self.first_hash != other.first_hash)

    def is_empty(self) -> bool:
        """Whether nothing was entered yet that one could miss."""
        return not any(self.counts.get(name) for name in ENTERED)


@dataclass(frozen=True, slots=True)
class Note:
    """The manifest. `walked` tells whether the whole chain was looked at too: "", ok or bad."""

    program: str
    made_at: str
    reason: str
    sha256: str
    bytes: int
    state: State
    is_good: bool = True
    walked: str = ""
    findings: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The note as it is written."""
        return json.dumps({"format": 1, **asdict(self)}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup file with its note."""

    path: Path
    note: Note

    @property
    def made_at(self) -> datetime:
        """When it was made; aware."""
        return read_time(self.note.made_at)

    @property
    def is_good(self) -> bool:
        """Whether it passed every check."""
        return self.note.is_good and self.note.walked != WALKED_BADLY

    def as_kept(self) -> Kept:
        """As the rule of keeping sees it."""
        return Kept(self.path.name, self.made_at, self.is_good)


def note_path(path: Path) -> Path:
    """Where the note of a backup is."""
    return path.with_suffix(NOTE_SUFFIX)


def read_note(path: Path) -> Note | None:
    """The note beside a backup; None when there is none or it can't be understood."""
    place = note_path(path)
    try:
        if not files.is_plain_file(place) or place.stat().st_size > NOTE_LIMIT:
            return None
        return _note(json.loads(place.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _note(said: Mapping[str, Any]) -> Note:
    state = said["state"]
    made = Note(
        program=str(said["program"]),
        made_at=str(said["made_at"]),
        reason=str(said["reason"]),
        sha256=str(said["sha256"]),
        bytes=int(said["bytes"]),
        state=State(
            schema=int(state["schema"]),
            shop_id=str(state.get("shop_id", "")),
            shop_name=str(state["shop_name"]),
            first_hash=str(state["first_hash"]),
            heads={str(till): str(head) for till, head in state["heads"].items()},
            posted_seq=int(state["posted_seq"]),
            counts={str(name): int(count) for name, count in state["counts"].items()},
            last_at=str(state["last_at"]),
        ),
        is_good=said["is_good"] is True,
        walked=str(said["walked"]),
        findings=[str(finding) for finding in said["findings"]],
    )
    if read_time(made.made_at).tzinfo is None:
        raise ValueError(made.made_at)
    return made


def backups_in(folder: Path) -> tuple[Backup, ...]:
    """The backups in a folder, the newest first. A folder that is not there (a stick that was taken out) has none."""
    try:
        paths = [path for path in folder.iterdir() if path.suffix == SUFFIX and files.is_plain_file(path)]
    except OSError:
        return ()
    found = [Backup(path, note) for path in paths if (note := read_note(path)) is not None]
    return tuple(sorted(found, key=by_age, reverse=True))


def by_age(backup: Backup) -> tuple[datetime, int, str]:
    """The order of backups, the oldest first; of one moment the one with fewer documents."""
    return backup.made_at, backup.note.state.posted_seq, backup.path.name


def backups_of(folder: Path, shop_file: Path, shop_id: str) -> tuple[Backup, ...]:
    """The backups of one shop file, the newest first: made of this shop and named after the file. Without an id none is surely its."""
    return tuple(
        backup
        for backup in backups_in(folder)
        if shop_id and backup.note.state.shop_id == shop_id and is_named_after(backup.path, shop_file)
    )


def has_any(folder: Path, shop_file: Path) -> bool:
    """Whether a folder holds what looks like backups of a shop file, good or not."""
    try:
        return any(is_named_after(path, shop_file) for path in folder.iterdir())
    except OSError:
        return False


def fit_for(folders: Sequence[Path], shop_file: Path, shop_id: str) -> tuple[list[Backup], list[Backup]]:
    """The good backups that may take the place of a file that can't be opened, the best first; and the newest of each other shop.

    Those of the shop, whatever their names, when its id is known. Else those named after the file and of one shop: a damaged
    file can't say whose it is, and what lies beside it is likelier its own than what lies where other shops keep theirs too.
    """
    found = {backup.path: backup for folder in folders for backup in backups_in(folder) if backup.is_good}
    newest_first = sorted(found.values(), key=by_age, reverse=True)
    if not shop_id:
        named = [backup for backup in newest_first if is_named_after(backup.path, shop_file)]
        beside = backup_folder(shop_file)
        likely = next((backup for backup in named if backup.path.parent == beside), next(iter(named), None))
        shop_id = "" if likely is None else likely.note.state.shop_id
    ours = [backup for backup in newest_first if shop_id and backup.note.state.shop_id == shop_id]
    others: dict[str, Backup] = {}
    for backup in newest_first:
        if backup.note.state.shop_id != shop_id:
            others.setdefault(backup.note.state.shop_id, backup)
    return ours, list(others.values())


def is_named_after(path: Path, shop_file: Path) -> bool:
    """Whether a file has the name of a backup of a shop file; it says nothing of what is in it."""
    return path.suffix == SUFFIX and re.fullmatch(re.escape(shop_file.stem) + NAMED, path.stem) is not None


_HEADS = select(d.head.c.name, d.head.c.number, d.head.c.hash)
_FIRST = select(d.document.c.hash).order_by(d.document.c.posted_seq).limit(1)
_LAST_ENTRY = select(func.coalesce(func.max(shop.audit_entry.c.id), 0))
_COUNTS: tuple[tuple[str, Executable], ...] = (
    *check_books.COUNTS,
    *[
        (f"{table.name}s", select(func.count()).select_from(table))
        for table in (products.price_change, sales.customer, sales.past_sale_line)
    ],
    ("log_entries", _LAST_ENTRY),
)
_NAME = select(shop.setting.c.value).where(shop.setting.c.key == "shop_name")


def state_of(connection: Connection) -> State:
    """The state of the file behind a connection."""
    heads = {row.name: row for row in connection.execute(_HEADS)}
    name = connection.execute(_NAME).scalar()
    last = connection.execute(select(d.document.c.posted_at).order_by(d.document.c.posted_seq.desc()).limit(1)).scalar()
    return State(
        schema=schema_of(connection),
        shop_id=shop_id_of(connection),
        shop_name="" if name is None else str(json.loads(name)),
        first_hash=connection.execute(_FIRST).scalar() or "",
        heads={key.removeprefix("chain:"): row.hash for key, row in heads.items() if key.startswith("chain:")},
        posted_seq=heads["seq"].number if "seq" in heads else 0,
        counts={name: int(connection.execute(statement).scalar_one()) for name, statement in _COUNTS},
        last_at="" if last is None else last.isoformat(),
    )


def broken_rules(connection: Connection, check: Callable[[], object] = lambda: None, *, rest: bool = False) -> list[Finding]:
    """The invariants of the books that SQL can look at; `check` is called between them and may raise.

    Product by product the ledger is looked at only when its sums differ from the stock's. That, and what takes a third of the
    time, is left for the `rest`, which goes with the walk of the whole chain.
    """
    later = SLOW if _sums_differ(connection) else SLOW | PER_PRODUCT
    found = []
    for code, statement in (*check_books.STOCK, *check_books.DOCUMENTS):
        if (code in later) is not rest:
            continue
        check()
        try:
            found += [Finding(code, dict(row)) for row in connection.execute(statement).mappings()]
        except DBAPIError as error:  # a table that is missing, or its pages
            found.append(Finding("unreadable", {"detail": str(error.orig)}))
    return found


def _sums_differ(connection: Connection) -> bool:
    moved, held, valued = (connection.execute(statement).one() for statement in _SUMS)
    return not moved.quantity == held.quantity == valued.quantity or moved.value != valued.value


def _sums(table: Any, *names: str) -> Any:
    return select(*[func.coalesce(func.sum(table.c[name]), 0).label(name) for name in names])


_SUMS = (
    _sums(stock.stock_move, "quantity", "value"),
    _sums(stock.stock_level, "quantity"),
    _sums(stock.stock_value, "quantity", "value"),
)


def short_time(moment: datetime, today: datetime) -> str:
    """10:42, with the date when it is another day's."""
    return f"{moment:%H:%M}" if moment.date() == today.date() else f"{moment:%Y-%m-%d %H:%M}"

"""What restoring a backup would lose: what the present file has and the backup has not.

What follows from each other (documents, the log) is compared by the last place where both have the same; the rest is counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import Connection, Select, bindparam, func, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import shop
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.settings import titles
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.queries.backups import short_time, state_of
from jxc_desktop.queries.drafts import SALE

MOST_SETTINGS = 3

_DOCUMENT = select(d.document.c.hash).where(d.document.c.posted_seq == bindparam("place"))
_ENTRY = select(shop.audit_entry.c.at, shop.audit_entry.c.action, shop.audit_entry.c.subject).where(
    shop.audit_entry.c.id == bindparam("place")
)
_BEYOND = d.document.c.posted_seq > bindparam("common")
_DOCUMENTS = select(func.count()).select_from(d.document).where(_BEYOND)
_SALES = _DOCUMENTS.where(d.document.c.kind == DocumentKind.SALE)
_LATEST = select(func.max(d.document.c.posted_at)).where(_BEYOND)
# What is said of a document is said by counting it.
_ENTRIES = (
    select(func.count())
    .select_from(shop.audit_entry)
    .where(shop.audit_entry.c.id > bindparam("common_entry"), shop.audit_entry.c.subject.not_in(select(d.document.c.number).where(_BEYOND)))
)
_SETTINGS = select(shop.setting.c.key, shop.setting.c.value)
_DRAFTS = select(d.draft.c.key, d.draft.c.version, d.draft.c.kind)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a backup lacks of the present file. `is_present_readable` is False when that could not be looked at.

    `settings` are names of choices that were made otherwise, `carts` open and held carts that were opened or changed since,
    `drafts` other half-typed documents, `log_entries` what else was written down; `is_same` that nothing at all was found to differ.
    """

    is_present_readable: bool = True
    is_other_shop: bool = False
    is_same: bool = False
    sales: int = 0
    documents: int = 0
    products: int = 0
    price_changes: int = 0
    customers: int = 0
    past_sale_lines: int = 0
    carts: int = 0
    drafts: int = 0
    settings: tuple[str, ...] = ()
    log_entries: int = 0
    latest: datetime | None = None
    more_documents: int = 0

    def sentence(self, zone: tzinfo | None, today: datetime) -> str:
        """What would be lost, in one line."""
        if not self.is_present_readable:
            return _("The present file can't be read: what was entered after the backup is not in it.")
        if self.is_same:
            return _("Nothing would be lost: the backup and the present file are the same.")
        parts = [*self._documents(zone, today), *self._rows(), *self._choices()]
        return _("; ").join(parts) if parts else _("Nothing of the present file is missing in the backup.")

    def _documents(self, zone: tzinfo | None, today: datetime) -> Iterator[str]:
        if self.sales and self.latest is not None:
            text = ngettext("{count} sale fewer, the latest {time}", "{count} sales fewer, the latest {time}", self.sales)
            yield text.format(count=self.sales, time=short_time(self.latest.astimezone(zone), today))
        elif self.documents:
            yield ngettext("{count} document fewer", "{count} documents fewer", self.documents).format(count=self.documents)
        if self.more_documents:
            text = ngettext(
                "{count} document that the present file does not have",
                "{count} documents that the present file does not have",
                self.more_documents,
            )
            yield text.format(count=self.more_documents)

    def _rows(self) -> list[str]:
        history, carts, drafts = self.past_sale_lines, self.carts, self.drafts
        counted = (
            (self.products, ngettext("{count} product fewer", "{count} products fewer", self.products)),
            (self.price_changes, ngettext("{count} price change fewer", "{count} price changes fewer", self.price_changes)),
            (self.customers, ngettext("{count} customer fewer", "{count} customers fewer", self.customers)),
            (history, ngettext("{count} line of imported history fewer", "{count} lines of imported history fewer", history)),
            (carts, ngettext("{count} open or held sale as it was then", "{count} open or held sales as they were then", carts)),
            (drafts, ngettext("{count} half-typed document as it was then", "{count} half-typed documents as they were then", drafts)),
        )
        return [text.format(count=count) for count, text in counted if count]

    def _choices(self) -> Iterator[str]:
        if self.settings:
            names = [_(titles()[name]) for name in self.settings[:MOST_SETTINGS]]
            names += ["…"] if len(self.settings) > MOST_SETTINGS else []
            yield _("settings as they were then: {names}").format(names=_(", ").join(names))
        count = self.log_entries
        if count:
            yield ngettext("{count} entry of the log fewer", "{count} entries of the log fewer", count).format(count=count)


def difference(present: Connection, backup: Connection) -> Difference:
    """What of the present file is not in the backup."""
    here, there = state_of(present), state_of(backup)
    common = _last_common(present, backup, _DOCUMENT, min(here.posted_seq, there.posted_seq))
    common_entry = _last_common(present, backup, _ENTRY, min(here.counts["log_entries"], there.counts["log_entries"]))
    asked = {"common": common, "common_entry": common_entry}
    fewer = {name: max(0, count - there.counts.get(name, 0)) for name, count in here.counts.items()}
    changed = set(present.execute(_DRAFTS).all()) - set(backup.execute(_DRAFTS).all())
    carts = sum(row.kind == SALE for row in changed)
    settings = _chosen_otherwise(present, backup)
    return Difference(
        is_other_shop=here.is_other_shop(there) and not here.is_empty(),
        is_same=here == there and not changed and not settings,
        sales=present.execute(_SALES, asked).scalar_one(),
        documents=present.execute(_DOCUMENTS, asked).scalar_one(),
        products=fewer["products"],
        price_changes=fewer["price_changes"],
        customers=fewer["customers"],
        past_sale_lines=fewer["past_sale_lines"],
        carts=carts,
        drafts=len(changed) - carts,
        settings=settings,
        log_entries=present.execute(_ENTRIES, asked).scalar_one(),
        latest=present.execute(_LATEST, asked).scalar(),
        more_documents=backup.execute(_DOCUMENTS, asked).scalar_one(),
    )


def _last_common(one: Connection, other: Connection, at: Select[tuple[object, ...]], most: int) -> int:
    """What is only ever added to: halving finds the last place where both have the same; 0 when not even the first is."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        is_same = one.execute(at, {"place": middle}).first() == other.execute(at, {"place": middle}).first()
        low, high = (middle, high) if is_same else (low, middle - 1)
    return low


def _chosen_otherwise(present: Connection, backup: Connection) -> tuple[str, ...]:
    here, there = ({row.key: row.value for row in connection.execute(_SETTINGS)} for connection in (present, backup))
    return tuple(name for name in titles() if here.get(name) != there.get(name))

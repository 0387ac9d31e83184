"""Posting: numbers without gaps, one chain, one key."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from jxc_desktop.db.tables.shop import audit_entry
from jxc_desktop.domain.documents import GENESIS, DayAhead, DocumentKind
from jxc_desktop.operations import documents


def post(shop, key):
    with shop.work() as work:
        return documents.post(work, DocumentKind.CANCELLED_CART, key, 0, head={}, lines=())


def test_numbers_have_no_gaps_and_begin_anew_each_day(shop, clock):
    first, second = post(shop, "a"), post(shop, "b")
    clock.forward(days=1)
    third = post(shop, "c")
    assert [first.number, second.number, third.number] == ["QX20261122-0001", "QX20261122-0002", "QX20261123-0001"]
    assert [first.seq, second.seq, third.seq] == [1, 2, 3]


def test_a_document_may_be_dated_back_but_never_ahead(shop, clock):
    post(shop, "a")
    clock.forward(days=1)
    with shop.work() as work:
        back = documents.post(work, DocumentKind.CANCELLED_CART, "b", 0, head={}, lines=(), day=date(2026, 11, 22))
    assert (back.number, back.seq, back.business_date) == ("QX20261122-0002", 2, date(2026, 11, 22))
    with pytest.raises(DayAhead), shop.work() as work:
        documents.post(work, DocumentKind.CANCELLED_CART, "c", 0, head={}, lines=(), day=date(2026, 11, 24))


def test_each_document_links_to_the_one_before(shop):
    post(shop, "a")
    post(shop, "b")
    with shop.read() as view:
        rows = view.connection.exec_driver_sql("SELECT hash, previous_hash FROM document ORDER BY posted_seq").all()
    assert rows[0].previous_hash == GENESIS
    assert rows[1].previous_hash == rows[0].hash


def test_a_key_finds_its_document(shop):
    first = post(shop, "a")
    with shop.work() as work:
        again = documents.posted_with_key(work, "a")
    assert again is not None
    assert (again.id, again.is_new) == (first.id, False)


def test_a_clock_that_ran_back_is_written_down_and_the_order_stays(shop, clock):
    post(shop, "a")
    clock.forward(seconds=-59)
    post(shop, "b")
    clock.forward(minutes=-5)
    third = post(shop, "c")
    with shop.read() as view:
        told = view.connection.execute(select(audit_entry).where(audit_entry.c.action == "clock_ran_back")).all()
    assert third.seq == 3
    assert [(row.subject, json.loads(row.facts)["before"]) for row in told] == [(third.number, "2026-11-22T01:59:01.000000Z")]

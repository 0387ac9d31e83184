"""The invariants of stock counts: each a query for the rows that break it, the first hundred; and the entries against the lists.

A posted count is an assertion: so much was there at that moment. It holds for ever, since what is booked later for goods that
were there by then says so (`as_of`) and brings its counter-move.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import TextClause, select, text

from jxc_desktop.db.tables import counts as t
from jxc_desktop.domain.counts import Entry, Moment, Tally, after
from jxc_desktop.queries.counts import TALLY, tally_of
from jxc_desktop.queries.view import View

COUNTS: tuple[tuple[str, TextClause], ...] = (
    (
        "no_body",
        text(
            "SELECT d.number AS number FROM document d WHERE d.reverses IS NULL AND ("
            " (d.kind = 'PD' AND NOT EXISTS (SELECT 1 FROM posted_count c JOIN count_line l ON l.document_id = c.id WHERE c.id = d.id))"
            " OR (d.kind IN ('PY', 'PK') AND NOT EXISTS (SELECT 1 FROM count_difference c WHERE c.id = d.id))) LIMIT 100"
        ),
    ),
    (
        "no_document",
        text(
            "SELECT COALESCE(d.number, '') AS number, r.name AS \"table\" FROM (SELECT 'posted_count' AS name, id AS document_id FROM posted_count"
            " UNION ALL SELECT DISTINCT 'count_line', document_id FROM count_line"
            " UNION ALL SELECT 'count_difference', id FROM count_difference) AS r LEFT JOIN document d ON d.id = r.document_id"
            " WHERE d.id IS NULL OR (r.name = 'count_difference' AND d.kind NOT IN ('PY', 'PK'))"
            " OR (r.name <> 'count_difference' AND d.kind <> 'PD') LIMIT 100"
        ),
    ),
    (
        "count_moves",
        text(
            "SELECT d.number AS number, l.line_no AS line FROM count_line l JOIN document d ON d.id = l.document_id"
            " LEFT JOIN (SELECT c.posted_count_id, a.line_no, a.product_id, a.place_id, a.quantity, a.value, b.kind"
            "   FROM count_difference c JOIN adjustment_line a ON a.document_id = c.id JOIN document b ON b.id = c.id) AS m"
            "  ON m.posted_count_id = l.document_id AND m.line_no = l.line_no"
            " WHERE COALESCE(m.quantity, 0) <> l.moved OR COALESCE(m.value, 0) <> l.value"
            " OR (m.line_no IS NOT NULL AND (m.product_id <> l.product_id OR m.place_id <> l.place_id"
            "  OR (m.kind = 'PY') <> (m.quantity > 0))) LIMIT 100"
        ),
    ),
    (
        "count_stands",
        text(
            "SELECT d.number AS number, l.line_no AS line, l.name AS name, l.quantity + l.at_till AS kept_quantity,"
            " COALESCE(SUM(m.quantity), 0) AS ledger_quantity"
            " FROM count_line l JOIN document d ON d.id = l.document_id LEFT JOIN document r ON r.reverses = d.id"
            " LEFT JOIN stock_move m ON m.product_id = l.product_id AND m.place_id = l.place_id AND m.lot = l.lot"
            "  AND COALESCE(m.as_of, m.posted_seq) <= l.counted_at_seq"
            " WHERE r.id IS NULL AND l.moved = l.quantity + l.at_till - l.book_quantity"
            # Of several counts between the same two documents the last one holds.
            "  AND NOT EXISTS (SELECT 1 FROM count_line n LEFT JOIN document b ON b.reverses = n.document_id"
            "   WHERE n.product_id = l.product_id AND n.place_id = l.place_id AND n.lot = l.lot AND n.counted_at_seq = l.counted_at_seq"
            "   AND b.id IS NULL AND n.moved = n.quantity + n.at_till - n.book_quantity"
            "   AND (n.counted_at > l.counted_at OR (n.counted_at = l.counted_at AND n.id > l.id)))"
            " GROUP BY l.id HAVING COALESCE(SUM(m.quantity), 0) <> l.quantity + l.at_till LIMIT 100"
        ),
    ),
    (
        "last_count",
        text(
            "SELECT p.name AS name FROM product p WHERE p.id IN ("
            " SELECT c.product_id FROM last_count c LEFT JOIN count_line l ON l.id = c.line_id LEFT JOIN document r ON r.reverses = l.document_id"
            "  WHERE l.id IS NULL OR r.id IS NOT NULL OR l.product_id <> c.product_id OR l.place_id <> c.place_id OR l.lot <> c.lot"
            "  OR l.counted_at_seq <> c.counted_at_seq"
            " UNION SELECT l.product_id FROM count_line l LEFT JOIN document r ON r.reverses = l.document_id"
            "  LEFT JOIN last_count c ON c.product_id = l.product_id AND c.place_id = l.place_id AND c.lot = l.lot"
            "  WHERE r.id IS NULL AND l.moved = l.quantity + l.at_till - l.book_quantity"
            "  AND (c.line_id IS NULL OR c.counted_at_seq < l.counted_at_seq)) LIMIT 100"
        ),
    ),
    (
        "late_goods",
        text(
            "SELECT d.number AS number, l.line_no AS line FROM late_goods l JOIN document d ON d.id = l.document_id"
            " WHERE l.as_of >= d.posted_seq"
            # Of a receipt put right only the difference moved.
            " OR (d.id NOT IN (SELECT id FROM amendment) AND NOT EXISTS (SELECT 1 FROM stock_move m WHERE m.document_id = l.document_id"
            "  AND m.line_no = l.line_no AND m.product_id = l.product_id AND m.place_id = l.place_id AND m.as_of = l.as_of"
            "  AND (m.quantity < 0) = (l.is_out = 1)))"
            " UNION ALL SELECT d.number, m.line_no FROM stock_move m JOIN document d ON d.id = m.document_id"
            " WHERE m.as_of IS NOT NULL AND m.kind NOT IN ('count', 'first_count') AND d.id NOT IN (SELECT id FROM amendment)"
            " AND NOT EXISTS (SELECT 1 FROM late_goods l WHERE l.document_id = m.document_id AND l.line_no = m.line_no"
            "  AND l.product_id = m.product_id AND l.place_id = m.place_id AND l.as_of = m.as_of) LIMIT 100"
        ),
    ),
)

COUNTED: tuple[tuple[str, TextClause], ...] = (("count_entries", text("SELECT COUNT(*) FROM count_entry")),)

_e, _i = t.count_entry, t.count_item
_ENTRIES = select(_e).order_by(_e.c.count_id, _e.c.id)
_ITEMS = (
    select(_i.c.count_id, _i.c.product_id, _i.c.place_id, _i.c.lot, *TALLY, t.stock_count.c.number)
    .join(t.stock_count, t.stock_count.c.id == _i.c.count_id)
    .order_by(_i.c.count_id)
)

_Key = tuple[int, int, int, int]


def wrong_tallies(view: View) -> Iterator[dict[str, Any]]:
    """Lines whose entries do not add up to what the list says."""
    tallies: dict[_Key, Tally] = {}
    for row in view.connection.execute(_ENTRIES):
        key = (row.count_id, row.product_id, row.place_id, row.lot)
        entry = Entry(row.round, row.quantity, Moment(row.counted_at_seq, row.counted_at), row.in_carts, row.person, bool(row.is_part))
        tallies[key] = after(tallies.get(key, Tally()), entry)
    for row in view.connection.execute(_ITEMS):
        kept = tally_of(row)
        entered = tallies.pop((row.count_id, row.product_id, row.place_id, row.lot), Tally())
        if replace(kept, at_till=entered.at_till) != entered:
            yield {"count": row.number}

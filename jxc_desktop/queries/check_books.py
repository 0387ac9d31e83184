"""The invariants of the books that SQL can look at: each a query for the rows that break it, the first hundred.

A column's name is the fact's name. SQL only adds stored amounts; what multiplies is checked in Python.
"""

from sqlalchemy import TextClause, text

STOCK: tuple[tuple[str, TextClause], ...] = (
    (
        "level",
        text(
            "SELECT p.name AS name, s.ledger AS ledger_quantity, s.kept AS kept_quantity FROM ("
            " SELECT product_id, place_id, lot, SUM(ledger) AS ledger, SUM(kept) AS kept FROM ("
            "  SELECT product_id, place_id, lot, quantity AS ledger, 0 AS kept FROM stock_move"
            "  UNION ALL SELECT product_id, place_id, lot, 0, quantity FROM stock_level) AS parts"
            " GROUP BY product_id, place_id, lot) AS s"
            " JOIN product p ON p.id = s.product_id WHERE s.ledger <> s.kept LIMIT 100"
        ),
    ),
    (
        "value_quantity",
        text(
            "SELECT p.name AS name, s.ledger AS ledger_quantity, s.kept AS kept_quantity FROM ("
            " SELECT product_id, SUM(ledger) AS ledger, SUM(kept) AS kept FROM ("
            "  SELECT product_id, quantity AS ledger, 0 AS kept FROM stock_level"
            "  UNION ALL SELECT product_id, 0, quantity FROM stock_value) AS parts"
            " GROUP BY product_id) AS s JOIN product p ON p.id = s.product_id WHERE s.ledger <> s.kept LIMIT 100"
        ),
    ),
    (
        "value",
        text(
            "SELECT p.name AS name, s.ledger AS ledger_money, s.kept AS kept_money FROM ("
            " SELECT product_id, SUM(ledger) AS ledger, SUM(kept) AS kept FROM ("
            "  SELECT product_id, value AS ledger, 0 AS kept FROM stock_move"
            "  UNION ALL SELECT product_id, 0, value FROM stock_value) AS parts"
            " GROUP BY product_id) AS s JOIN product p ON p.id = s.product_id WHERE s.ledger <> s.kept LIMIT 100"
        ),
    ),
    (
        "value_sign",
        text(
            "SELECT p.name AS name, v.quantity AS kept_quantity, v.value AS kept_money"
            " FROM stock_value v JOIN product p ON p.id = v.product_id"
            " WHERE (v.quantity > 0 AND v.value < 0) OR (v.quantity = 0 AND v.value <> 0) OR (v.quantity < 0 AND v.value > 0) LIMIT 100"
        ),
    ),
    (
        "shortage",
        text(
            "SELECT p.name AS name, s.ledger AS ledger_quantity, s.kept AS kept_quantity FROM ("
            " SELECT product_id, SUM(ledger) AS ledger, SUM(kept) AS kept FROM ("
            "  SELECT product_id, quantity AS ledger, 0 AS kept FROM shortage"
            "  UNION ALL SELECT product_id, 0, -quantity FROM stock_value WHERE quantity < 0) AS parts"
            " GROUP BY product_id) AS s JOIN product p ON p.id = s.product_id WHERE s.ledger <> s.kept LIMIT 100"
        ),
    ),
    (
        "shortage_value",
        text(
            "SELECT p.name AS name, s.ledger AS ledger_money, s.kept AS kept_money FROM ("
            " SELECT product_id, SUM(ledger) AS ledger, SUM(kept) AS kept FROM ("
            "  SELECT product_id, value AS ledger, 0 AS kept FROM shortage"
            "  UNION ALL SELECT product_id, 0, -value FROM stock_value WHERE quantity < 0) AS parts"
            " GROUP BY product_id) AS s JOIN product p ON p.id = s.product_id WHERE s.ledger <> s.kept LIMIT 100"
        ),
    ),
    (
        "shortage_move",
        text(
            "SELECT d.number AS number, p.name AS name FROM shortage s JOIN stock_move m ON m.id = s.move_id"
            " JOIN document d ON d.id = m.document_id JOIN product p ON p.id = s.product_id"
            " WHERE m.is_provisional = 0 OR m.product_id <> s.product_id OR s.quantity > -m.quantity OR s.value > -m.value LIMIT 100"
        ),
    ),
    (
        "move",
        text(
            "SELECT d.number AS number, p.name AS name FROM stock_move m JOIN document d ON d.id = m.document_id"
            " JOIN product p ON p.id = m.product_id"
            " WHERE m.posted_seq <> d.posted_seq OR m.business_date <> d.business_date"
            " OR (m.is_provisional = 1 AND m.quantity >= 0)"
            " OR (m.quantity > 0 AND m.value < 0) OR (m.quantity < 0 AND m.value > 0) OR (m.quantity = 0 AND m.kind NOT IN ('true_up', 'later_value')) LIMIT 100"
        ),
    ),
    (
        "true_up",
        text(
            "SELECT d.number AS number, p.name AS name FROM stock_move m JOIN stock_move o ON o.id = m.settles"
            " JOIN document d ON d.id = m.document_id JOIN product p ON p.id = m.product_id"
            " WHERE o.product_id <> m.product_id OR o.posted_seq >= m.posted_seq"
            " OR m.kind NOT IN ('true_up', 'later_value', 'purchase_return', 'write_up', 'assembly', 'count', 'first_count')"
            " OR (m.kind IN ('true_up', 'later_value')) <> (m.quantity = 0)"
            # Value comes later, and goods go back, to what came in; a true-up is of what left, unless its cost was unknown.
            " OR (m.kind <> 'true_up' AND o.quantity <= 0)"
            " OR (m.kind = 'true_up' AND o.is_provisional = 0 AND o.is_cost_known = 1 AND NOT EXISTS"
            "  (SELECT 1 FROM stock_move v WHERE v.document_id = m.document_id AND v.product_id = m.product_id AND v.kind = 'later_value'))"
            " LIMIT 100"
        ),
    ),
    (
        "opened",
        text(
            "SELECT p.name AS name FROM stock_value v JOIN product p ON p.id = v.product_id"
            " WHERE v.opened_seq <> 0 AND NOT EXISTS (SELECT 1 FROM opening_line l CROSS JOIN document d"
            "  WHERE l.product_id = v.product_id AND d.id = l.document_id AND d.posted_seq = v.opened_seq)"
            " AND NOT EXISTS (SELECT 1 FROM receipt_line l CROSS JOIN document d"
            "  WHERE l.product_id = v.product_id AND d.id = l.document_id AND d.posted_seq = v.opened_seq)"
            # A first count opens by its gain or loss, or by itself where nothing differed.
            " AND NOT EXISTS (SELECT 1 FROM count_line l CROSS JOIN document d LEFT JOIN count_difference c ON c.id = d.id"
            "  WHERE l.product_id = v.product_id AND l.is_first = 1 AND l.document_id = COALESCE(c.posted_count_id, d.id)"
            "  AND d.posted_seq = v.opened_seq) LIMIT 100"
        ),
    ),
    (
        "not_opened",
        text(
            "SELECT p.name AS name FROM (SELECT l.product_id, SUM(CASE WHEN d.reverses IS NULL THEN 1 ELSE -1 END) AS times"
            "  FROM opening_line l JOIN document d ON d.id = l.document_id GROUP BY l.product_id) AS o"
            " JOIN product p ON p.id = o.product_id LEFT JOIN stock_value v ON v.product_id = o.product_id"
            " WHERE o.times > 0 AND COALESCE(v.opened_seq, 0) = 0 LIMIT 100"
        ),
    ),
)

# Between one written month and the next lies what moved in it; the first one holds what was there before, too. Written months
# have no gaps: each ends where the next one begins.
MONTHS: tuple[tuple[str, TextClause], ...] = (
    (
        "month",
        text(
            "WITH whole AS (SELECT month FROM stock_month_kept WHERE through IS NULL),"
            " following AS (SELECT month, LEAD(month) OVER (ORDER BY month) AS next_month FROM whole)"
            " SELECT p.name AS name, s.month AS month, s.ledger AS ledger_quantity, s.kept AS kept_quantity FROM ("
            " SELECT product_id, place_id, month, SUM(ledger) AS ledger, SUM(kept) AS kept FROM ("
            "  SELECT product_id, place_id, CASE WHEN business_date < (SELECT MIN(month) FROM whole) THEN (SELECT MIN(month) FROM whole)"
            "    ELSE SUBSTR(business_date, 1, 7) || '-01' END AS month, quantity AS ledger, 0 AS kept"
            "   FROM stock_move WHERE EXISTS (SELECT 1 FROM whole)"
            "  UNION ALL SELECT m.product_id, m.place_id, m.month, 0, m.quantity FROM stock_month m"
            "  UNION ALL SELECT m.product_id, m.place_id, f.next_month, 0, -m.quantity FROM stock_month m"
            "   JOIN following f ON f.month = m.month WHERE f.next_month IS NOT NULL) AS parts"
            " WHERE month <= (SELECT MAX(month) FROM whole)"
            " GROUP BY product_id, place_id, month HAVING SUM(ledger) <> SUM(kept) LIMIT 100) AS s JOIN product p ON p.id = s.product_id"
        ),
    ),
    (
        "month_value",
        text(
            "WITH whole AS (SELECT month FROM stock_month_kept WHERE through IS NULL),"
            " following AS (SELECT month, LEAD(month) OVER (ORDER BY month) AS next_month FROM whole)"
            " SELECT p.name AS name, s.month AS month, s.moved AS ledger_quantity, s.worth AS ledger_money,"
            "  s.kept_moved AS kept_quantity, s.kept_worth AS kept_money FROM ("
            " SELECT product_id, month, SUM(moved) AS moved, SUM(worth) AS worth, SUM(kept_moved) AS kept_moved, SUM(kept_worth) AS kept_worth"
            " FROM (SELECT product_id, CASE WHEN business_date < (SELECT MIN(month) FROM whole) THEN (SELECT MIN(month) FROM whole)"
            "    ELSE SUBSTR(business_date, 1, 7) || '-01' END AS month, quantity AS moved, value AS worth, 0 AS kept_moved, 0 AS kept_worth"
            "   FROM stock_move WHERE EXISTS (SELECT 1 FROM whole)"
            "  UNION ALL SELECT product_id, month, 0, 0, quantity, value FROM stock_month_value"
            "  UNION ALL SELECT m.product_id, f.next_month, 0, 0, -m.quantity, -m.value FROM stock_month_value m"
            "   JOIN following f ON f.month = m.month WHERE f.next_month IS NOT NULL) AS parts"
            " WHERE month <= (SELECT MAX(month) FROM whole) GROUP BY product_id, month"
            " HAVING SUM(moved) <> SUM(kept_moved) OR SUM(worth) <> SUM(kept_worth) LIMIT 100) AS s JOIN product p ON p.id = s.product_id"
        ),
    ),
)

DOCUMENTS: tuple[tuple[str, TextClause], ...] = (
    (
        "no_body",
        text(
            "SELECT d.number AS number FROM document d WHERE"
            " (d.kind IN ('XS', 'HC', 'TH') AND NOT EXISTS (SELECT 1 FROM document o WHERE o.id = d.reverses AND o.kind <> 'XS')"
            "  AND (NOT EXISTS (SELECT 1 FROM sale s WHERE s.id = d.id) OR NOT EXISTS (SELECT 1 FROM sale_line l WHERE l.document_id = d.id)))"
            " OR (d.kind IN ('HC', 'TH') AND NOT EXISTS (SELECT 1 FROM sale_return r WHERE r.id = d.id)"
            "  AND NOT EXISTS (SELECT 1 FROM document o WHERE o.id = d.reverses AND o.kind <> 'XS'))"
            " OR (d.kind = 'KZ' AND NOT EXISTS (SELECT 1 FROM tender_correction k JOIN document o ON o.id = k.sale_id"
            "  WHERE k.id = d.id AND o.kind = 'XS'))"
            " OR (d.kind IN ('KZ', 'QB') AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.document_id = d.id))"
            " OR (d.kind = 'QX' AND NOT EXISTS (SELECT 1 FROM cancelled_cart c WHERE c.id = d.id))"
            " OR (d.kind = 'QC' AND NOT EXISTS (SELECT 1 FROM opening_line l WHERE l.document_id = d.id)) LIMIT 100"
        ),
    ),
    (
        "no_document",
        text(
            "SELECT COALESCE(d.number, '') AS number, r.name AS \"table\" FROM ("
            " SELECT 'sale' AS name, id AS document_id FROM sale UNION ALL SELECT 'cancelled_cart', id FROM cancelled_cart"
            " UNION ALL SELECT 'sale_customer', id FROM sale_customer UNION ALL SELECT 'amendment', a.id FROM amendment a"
            "  WHERE NOT EXISTS (SELECT 1 FROM document o WHERE o.id = a.id AND o.kind = 'JH')"
            " UNION ALL SELECT 'sale_return', id FROM sale_return UNION ALL SELECT 'tender_correction', id FROM tender_correction"
            " UNION ALL SELECT DISTINCT 'sale_line', document_id FROM sale_line"
            " UNION ALL SELECT DISTINCT 'payment', document_id FROM payment"
            " UNION ALL SELECT DISTINCT 'opening_line', document_id FROM opening_line) AS r"
            " LEFT JOIN document d ON d.id = r.document_id"
            " WHERE d.id IS NULL OR d.kind NOT IN ('XS', 'HC', 'TH', 'KZ', 'QB', 'QX', 'QC')"
            " OR (d.kind IN ('XS', 'HC', 'TH') AND r.name NOT IN ('sale', 'sale_line', 'payment', 'sale_return', 'sale_customer', 'amendment'))"
            " OR (d.kind NOT IN ('XS', 'HC', 'TH') AND r.name IN ('sale', 'sale_line', 'sale_return', 'sale_customer', 'amendment'))"
            " OR (d.kind IN ('QX', 'QC') AND r.name = 'payment') OR (d.kind = 'QB' AND r.name <> 'payment')"
            " OR (d.kind <> 'KZ' AND r.name = 'tender_correction')"
            " OR (r.name = 'sale_return' AND d.kind = 'XS')"
            " OR (d.kind = 'QX') <> (r.name = 'cancelled_cart') LIMIT 100"
        ),
    ),
    (
        "sums",
        text(
            "SELECT d.number AS number FROM sale s JOIN document d ON d.id = s.id"
            " LEFT JOIN (SELECT document_id, SUM(amount) AS amount, SUM(line_discount + cart_discount) AS discount"
            "  FROM sale_line GROUP BY document_id) AS l ON l.document_id = s.id"
            " LEFT JOIN (SELECT document_id, SUM(amount) AS amount FROM payment GROUP BY document_id) AS p ON p.document_id = s.id"
            " WHERE COALESCE(l.amount, 0) <> s.lines_total OR COALESCE(l.discount, 0) <> s.discount"
            " OR s.lines_total - s.round_off <> s.total OR d.total <> s.total OR COALESCE(p.amount, 0) <> s.total LIMIT 100"
        ),
    ),
    (
        "moved_money",
        text(
            "SELECT d.number AS number FROM document d LEFT JOIN payment p ON p.document_id = d.id WHERE d.kind IN ('KZ', 'QB')"
            " GROUP BY d.id HAVING COALESCE(SUM(p.amount), 0) <> 0 OR d.total <> 0 LIMIT 100"
        ),
    ),
    (
        "line_moves",
        text(
            "SELECT d.number AS number, l.line_no AS line FROM sale_line l JOIN document d ON d.id = l.document_id"
            " JOIN product p ON p.id = l.product_id"
            " LEFT JOIN (SELECT document_id, line_no, SUM(quantity) AS quantity, SUM(value) AS value, MIN(product_id) AS product_id,"
            "   MIN(is_cost_known) AS is_known, MAX(is_provisional) AS is_provisional"
            "  FROM stock_move WHERE kind NOT IN ('true_up', 'scrap') GROUP BY document_id, line_no) AS m"
            "  ON m.document_id = l.document_id AND m.line_no = l.line_no"
            " WHERE m.quantity <> -l.base_quantity OR m.product_id <> l.product_id OR m.value <> -l.cost"
            # What is given back may cost what its sale never knew.
            " OR (d.kind = 'XS' AND (m.is_known <> CASE WHEN l.cost IS NULL THEN 0 ELSE 1 END OR m.is_provisional <> l.is_cost_provisional))"
            # A product that kept no stock then has no move; one that has moves from before must have this one too.
            " OR (m.document_id IS NULL AND p.kind IN ('goods', 'weighed')"
            "  AND EXISTS (SELECT 1 FROM stock_move e WHERE e.product_id = l.product_id AND e.posted_seq < d.posted_seq)) LIMIT 100"
        ),
    ),
    (
        "opening_moves",
        text(
            "SELECT d.number AS number, l.line_no AS line FROM opening_line l JOIN document d ON d.id = l.document_id"
            " LEFT JOIN (SELECT document_id, line_no, SUM(quantity) AS quantity, SUM(value) AS value, MIN(product_id) AS product_id"
            "  FROM stock_move WHERE kind IN ('opening', 'opening_undone') GROUP BY document_id, line_no) AS m"
            "  ON m.document_id = l.document_id AND m.line_no = l.line_no"
            " WHERE COALESCE(m.quantity, 0) <> l.quantity OR COALESCE(m.value, 0) <> l.value"
            " OR COALESCE(m.product_id, l.product_id) <> l.product_id LIMIT 100"
        ),
    ),
    (
        "payment_shift",
        text(
            "SELECT DISTINCT d.number AS number FROM payment p JOIN document d ON d.id = p.document_id JOIN shift s ON s.id = p.shift_id"
            " WHERE s.till_id <> d.till_id OR s.business_date <> d.business_date LIMIT 100"
        ),
    ),
    (
        "line_pack",
        text(
            "SELECT d.number AS number, l.line_no AS line FROM sale_line l JOIN document d ON d.id = l.document_id"
            " LEFT JOIN pack k ON k.id = l.pack_id AND k.product_id = l.product_id"
            " WHERE l.pack_id <> 0 AND (k.id IS NULL OR k.ratio <> l.ratio) LIMIT 100"
        ),
    ),
    (
        "reversal",
        text(
            "SELECT d.number AS number, o.number AS reverses FROM document d JOIN document o ON o.id = d.reverses"
            " JOIN sale ds ON ds.id = d.id LEFT JOIN sale os ON os.id = o.id LEFT JOIN sale_return r ON r.id = d.id"
            # Nothing is left of what was reversed, whatever came back before.
            " WHERE os.id IS NULL OR o.kind <> 'XS' OR d.kind <> 'HC' OR r.sale_id IS NULL OR r.sale_id <> o.id"
            " OR os.total <> -(SELECT SUM(s.total) FROM sale s JOIN sale_return b ON b.id = s.id WHERE b.sale_id = o.id)"
            " OR os.round_off <> -(SELECT SUM(s.round_off) FROM sale s JOIN sale_return b ON b.id = s.id WHERE b.sale_id = o.id)"
            " OR os.pieces <> -(SELECT SUM(s.pieces) FROM sale s JOIN sale_return b ON b.id = s.id WHERE b.sale_id = o.id)"
            " OR EXISTS (SELECT 1 FROM sale_line m WHERE m.document_id = o.id AND (m.base_quantity, m.amount) <>"
            "  (SELECT -COALESCE(SUM(l.base_quantity), 0), -COALESCE(SUM(l.amount), 0) FROM sale_line l WHERE l.returns_line_id = m.id))"
            # The ways of a sale that came back in one piece are those it was paid by.
            " OR ((SELECT COUNT(*) FROM sale_return b WHERE b.sale_id = o.id) = 1 AND"
            "  EXISTS (SELECT method_id FROM payment WHERE document_id IN (d.id, o.id)"
            "   OR document_id IN (SELECT k.id FROM tender_correction k WHERE k.sale_id = o.id) GROUP BY method_id HAVING SUM(amount) <> 0)) LIMIT 100"
        ),
    ),
    (
        "amendment",
        text(
            "SELECT d.number AS number, o.number AS amends FROM amendment a JOIN document d ON d.id = a.id"
            " JOIN document o ON o.id = a.sale_id LEFT JOIN document h ON h.reverses = o.id"
            " LEFT JOIN amendment f ON f.id = a.sale_id"
            " WHERE d.kind NOT IN ('XS', 'JH') OR o.kind <> d.kind OR a.version <> COALESCE(f.version, 0) + 1"
            # The former version was taken back just before, in the same piece of work.
            " OR h.id IS NULL OR h.posted_seq <> d.posted_seq - 1 LIMIT 100"
        ),
    ),
    (
        "return_line",
        text(
            "SELECT d.number AS number, o.number AS returns FROM sale_line l JOIN document d ON d.id = l.document_id"
            " JOIN sale_line m ON m.id = l.returns_line_id JOIN document o ON o.id = m.document_id"
            " LEFT JOIN sale_return r ON r.id = d.id"
            " WHERE r.sale_id IS NULL OR r.sale_id <> o.id OR o.kind <> 'XS' OR o.posted_seq >= d.posted_seq"
            " OR m.product_id <> l.product_id OR l.base_quantity >= 0 OR l.amount > 0"
            # Against a receipt every line says which line it gives back, without one none does.
            " UNION ALL SELECT d.number, COALESCE(o.number, '') FROM sale_return r JOIN document d ON d.id = r.id"
            " LEFT JOIN document o ON o.id = r.sale_id JOIN sale_line l ON l.document_id = r.id"
            " WHERE (r.sale_id IS NULL) <> (l.returns_line_id IS NULL) OR (d.kind = 'HC' AND COALESCE(d.reverses, 0) <> r.sale_id) LIMIT 100"
        ),
    ),
    (
        "returned_too_much",
        text(
            "SELECT d.number AS number, m.line_no AS line FROM (SELECT returns_line_id, SUM(base_quantity) AS quantity, SUM(amount) AS amount"
            "  FROM sale_line WHERE returns_line_id IS NOT NULL GROUP BY returns_line_id) AS b"
            " JOIN sale_line m ON m.id = b.returns_line_id JOIN document d ON d.id = m.document_id"
            " WHERE -b.quantity > m.base_quantity OR -b.amount > m.amount LIMIT 100"
        ),
    ),
    (
        "paid_back_too_much",
        text(
            "SELECT d.number AS number FROM (SELECT r.sale_id, SUM(s.total) AS total, SUM(s.round_off) AS round_off"
            "  FROM sale_return r JOIN sale s ON s.id = r.id WHERE r.sale_id IS NOT NULL GROUP BY r.sale_id) AS b"
            " JOIN sale o ON o.id = b.sale_id JOIN document d ON d.id = o.id"
            " WHERE -b.total > o.total OR -b.round_off > o.round_off LIMIT 100"
        ),
    ),
    (
        "scrap",
        text(
            "SELECT d.number AS number, m.line_no AS line FROM (SELECT document_id, line_no, SUM(quantity) AS quantity, SUM(value) AS value"
            "  FROM stock_move WHERE kind IN ('scrap', 'sale_return') GROUP BY document_id, line_no HAVING MIN(kind) <> MAX(kind)) AS m"
            " JOIN document d ON d.id = m.document_id WHERE m.quantity <> 0 OR m.value <> 0 OR d.kind <> 'TH' LIMIT 100"
        ),
    ),
)

COUNTS: tuple[tuple[str, TextClause], ...] = (
    ("products", text("SELECT COUNT(*) FROM product")),
    ("documents", text("SELECT COUNT(*) FROM document")),
    ("sale_lines", text("SELECT COUNT(*) FROM sale_line")),
    ("payments", text("SELECT COUNT(*) FROM payment")),
    ("opening_lines", text("SELECT COUNT(*) FROM opening_line")),
    ("stock_moves", text("SELECT COUNT(*) FROM stock_move")),
    ("stock_levels", text("SELECT COUNT(*) FROM stock_level")),
    ("shortages", text("SELECT COUNT(*) FROM shortage")),
    ("drafts", text("SELECT COUNT(*) FROM draft")),
)

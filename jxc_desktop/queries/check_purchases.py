"""The invariants of buying and of what is owed, each a query for the rows that break it, the first hundred.

A column's name is the fact's name, as in `check_books`.
"""

from sqlalchemy import TextClause, text

PURCHASES: tuple[tuple[str, TextClause], ...] = (
    (
        "no_body",
        text(
            "SELECT d.number AS number FROM document d WHERE"
            " (d.kind IN ('JH', 'JT') AND (NOT EXISTS (SELECT 1 FROM goods_receipt g WHERE g.id = d.id)"
            "  OR NOT EXISTS (SELECT 1 FROM receipt_line l WHERE l.document_id = d.id)))"
            " OR ((d.kind = 'CD' OR (SELECT o.kind FROM document o WHERE o.id = d.reverses) = 'CD')"
            "  AND (NOT EXISTS (SELECT 1 FROM purchase_order o WHERE o.id = d.id)"
            "  OR NOT EXISTS (SELECT 1 FROM purchase_order_line l WHERE l.document_id = d.id)))"
            " OR (d.kind = 'FK' AND NOT EXISTS (SELECT 1 FROM supplier_payment p WHERE p.id = d.id))"
            " OR (d.kind = 'QK' AND NOT EXISTS (SELECT 1 FROM opening_payable p WHERE p.id = d.id))"
            " OR (d.kind = 'HC' AND EXISTS (SELECT 1 FROM document o WHERE o.id = d.reverses AND o.kind = 'JH')"
            "  AND NOT EXISTS (SELECT 1 FROM goods_receipt g WHERE g.id = d.id))"
            " OR (d.kind = 'HC' AND EXISTS (SELECT 1 FROM document o WHERE o.id = d.reverses AND o.kind = 'FK')"
            "  AND NOT EXISTS (SELECT 1 FROM supplier_payment p WHERE p.id = d.id)) LIMIT 100"
        ),
    ),
    (
        "no_document",
        text(
            "SELECT COALESCE(d.number, '') AS number, r.name AS \"table\" FROM ("
            " SELECT 'goods_receipt' AS name, id AS document_id FROM goods_receipt"
            " UNION ALL SELECT DISTINCT 'receipt_line', document_id FROM receipt_line"
            " UNION ALL SELECT 'purchase_order', id FROM purchase_order"
            " UNION ALL SELECT DISTINCT 'purchase_order_line', document_id FROM purchase_order_line"
            " UNION ALL SELECT 'supplier_payment', id FROM supplier_payment"
            " UNION ALL SELECT 'opening_payable', id FROM opening_payable"
            " UNION ALL SELECT 'later_cost', id FROM later_cost"
            " UNION ALL SELECT DISTINCT 'later_cost_line', document_id FROM later_cost_line"
            " UNION ALL SELECT DISTINCT 'price_difference', document_id FROM price_difference"
            " UNION ALL SELECT DISTINCT 'account_move', document_id FROM account_move) AS r"
            " LEFT JOIN document d ON d.id = r.document_id WHERE d.id IS NULL"
            " OR (r.name IN ('goods_receipt', 'receipt_line') AND d.kind NOT IN ('JH', 'JT', 'HC'))"
            " OR (r.name IN ('purchase_order', 'purchase_order_line') AND d.kind NOT IN ('CD', 'HC'))"
            " OR (r.name IN ('supplier_payment', 'account_move') AND d.kind NOT IN ('FK', 'HC'))"
            " OR (r.name = 'opening_payable' AND d.kind <> 'QK')"
            " OR (r.name IN ('later_cost', 'later_cost_line') AND d.kind NOT IN ('FY', 'HC'))"
            " OR (r.name = 'price_difference' AND d.kind NOT IN ('JT', 'HC', 'FY')"
            "  AND NOT EXISTS (SELECT 1 FROM amendment a WHERE a.id = d.id)) LIMIT 100"
        ),
    ),
    (
        "order_sums",
        text(
            "SELECT d.number AS number FROM purchase_order o JOIN document d ON d.id = o.id"
            " LEFT JOIN (SELECT document_id, SUM(amount) AS amount FROM purchase_order_line GROUP BY document_id) AS l"
            "  ON l.document_id = o.id"
            " WHERE COALESCE(l.amount, 0) <> o.total OR o.total <> d.total OR d.party_id <> o.supplier_id LIMIT 100"
        ),
    ),
    (
        "order_back",
        text(
            "SELECT d.number AS number, l.line_no AS line FROM purchase_order_line l JOIN document d ON d.id = l.document_id"
            " LEFT JOIN purchase_order_line m ON m.document_id = d.reverses AND m.line_no = l.line_no"
            " WHERE (d.kind = 'CD' AND l.base_quantity <= 0) OR (d.kind = 'HC' AND (m.id IS NULL OR m.product_id <> l.product_id"
            "  OR l.base_quantity >= 0 OR -l.base_quantity > m.base_quantity)) LIMIT 100"
        ),
    ),
    (
        "receipt_order",
        text(
            "SELECT d.number AS number, l.line_no AS line FROM receipt_line l JOIN document d ON d.id = l.document_id"
            " JOIN goods_receipt g ON g.id = d.id JOIN purchase_order_line o ON o.id = l.order_line_id"
            " WHERE o.document_id <> COALESCE(g.order_id, 0) OR o.product_id <> l.product_id LIMIT 100"
        ),
    ),
    (
        "receipt_sums",
        text(
            "SELECT d.number AS number FROM goods_receipt g JOIN document d ON d.id = g.id"
            " LEFT JOIN (SELECT document_id, SUM(amount) AS amount, SUM(share) AS share FROM receipt_line GROUP BY document_id) AS l"
            "  ON l.document_id = g.id"
            " LEFT JOIN (SELECT document_id, SUM(amount) AS amount FROM party_move GROUP BY document_id) AS m ON m.document_id = g.id"
            " WHERE COALESCE(l.amount, 0) <> g.lines_total OR g.total <> d.total OR COALESCE(m.amount, 0) <> g.total"
            " OR (d.kind = 'JH' AND COALESCE(l.share, 0) <> g.freight + g.fees) OR d.party_id <> g.supplier_id LIMIT 100"
        ),
    ),
    (
        "receipt_moves",
        text(
            "SELECT d.number AS number, l.line_no AS line FROM receipt_line l JOIN document d ON d.id = l.document_id"
            " LEFT JOIN (SELECT document_id, line_no, SUM(quantity) AS quantity, SUM(value) AS value, MIN(product_id) AS product_id"
            "  FROM stock_move WHERE kind IN ('receipt', 'purchase_return') GROUP BY document_id, line_no) AS m"
            "  ON m.document_id = l.document_id AND m.line_no = l.line_no"
            # Of a receipt put right only the difference moved: see receipt_amended.
            " WHERE d.id NOT IN (SELECT id FROM amendment UNION SELECT h.id FROM amendment a JOIN document h ON h.reverses = a.sale_id)"
            " AND ((m.document_id IS NOT NULL AND (m.quantity <> l.base_quantity OR m.value <> l.value OR m.product_id <> l.product_id))"
            " OR (m.document_id IS NULL AND l.base_quantity <> 0"
            "  AND EXISTS (SELECT 1 FROM product p WHERE p.id = l.product_id AND p.kind IN ('goods', 'weighed'))"
            "  AND EXISTS (SELECT 1 FROM stock_move e WHERE e.product_id = l.product_id AND e.posted_seq < d.posted_seq))) LIMIT 100"
        ),
    ),
    (
        "receipt_amended",
        text(
            "SELECT d.number AS number, p.name AS name FROM (SELECT id, product_id, SUM(quantity) AS quantity, SUM(value) AS value,"
            "  SUM(moved) AS moved, SUM(worth) AS worth FROM ("
            "  SELECT a.id, l.product_id, l.base_quantity AS quantity, l.value AS value, 0 AS moved, 0 AS worth FROM amendment a"
            "   JOIN document h ON h.reverses = a.sale_id JOIN receipt_line l ON l.document_id IN (a.id, h.id)"
            "  UNION ALL SELECT a.id, m.product_id, 0, 0, m.quantity, m.value FROM amendment a JOIN goods_receipt g ON g.id = a.id"
            "   JOIN stock_move m ON m.document_id = a.id WHERE m.kind NOT IN ('true_up', 'count')"
            "  UNION ALL SELECT a.id, f.product_id, 0, 0, 0, f.amount FROM amendment a JOIN price_difference f ON f.document_id = a.id"
            " ) AS parts GROUP BY id, product_id) AS s JOIN document d ON d.id = s.id JOIN product p ON p.id = s.product_id"
            " WHERE (s.quantity <> s.moved OR s.value <> s.worth) AND p.kind IN ('goods', 'weighed')"
            "  AND EXISTS (SELECT 1 FROM stock_move e WHERE e.product_id = p.id AND e.posted_seq <= d.posted_seq) LIMIT 100"
        ),
    ),
    (
        "later_cost",
        text(
            "SELECT d.number AS number FROM later_cost c JOIN document d ON d.id = c.id"
            " LEFT JOIN (SELECT document_id, SUM(amount) AS amount FROM later_cost_line GROUP BY document_id) AS l ON l.document_id = c.id"
            " LEFT JOIN (SELECT document_id, SUM(amount) AS amount FROM party_move GROUP BY document_id) AS m ON m.document_id = c.id"
            " LEFT JOIN (SELECT document_id, SUM(value) AS value FROM stock_move WHERE kind = 'later_value' GROUP BY document_id) AS v"
            "  ON v.document_id = c.id"
            " LEFT JOIN (SELECT document_id, SUM(amount) AS amount FROM price_difference GROUP BY document_id) AS f ON f.document_id = c.id"
            " LEFT JOIN document o ON o.id = d.reverses LEFT JOIN later_cost b ON b.id = o.id"
            " WHERE COALESCE(l.amount, 0) <> c.amount OR COALESCE(m.amount, 0) <> c.amount OR d.total <> c.amount"
            " OR COALESCE(v.value, 0) + COALESCE(f.amount, 0) <> c.amount OR d.party_id <> c.party_id"
            " OR (d.kind = 'HC' AND (b.id IS NULL OR b.amount <> -c.amount OR b.receipt_id <> c.receipt_id)) LIMIT 100"
        ),
    ),
    (
        "receipt_back",
        text(
            "SELECT d.number AS number, m.line_no AS line FROM (SELECT returns_line_id, SUM(pack_quantity) AS quantity"
            "  FROM receipt_line WHERE returns_line_id IS NOT NULL GROUP BY returns_line_id) AS b"
            " JOIN receipt_line m ON m.id = b.returns_line_id JOIN document d ON d.id = m.document_id"
            " WHERE -b.quantity > m.pack_quantity OR d.kind <> 'JH'"
            " UNION ALL SELECT d.number, l.line_no FROM receipt_line l JOIN document d ON d.id = l.document_id"
            " JOIN goods_receipt g ON g.id = d.id LEFT JOIN receipt_line m ON m.id = l.returns_line_id"
            " WHERE (d.kind = 'JH') <> (l.returns_line_id IS NULL) OR (d.kind = 'JH') <> (l.base_quantity >= 0)"
            " OR (m.id IS NOT NULL AND (m.product_id <> l.product_id OR m.document_id <> COALESCE(g.receipt_id, 0))) LIMIT 100"
        ),
    ),
    (
        "party_balance",
        text(
            "SELECT p.name AS name, s.ledger AS ledger_money, s.kept AS kept_money FROM ("
            " SELECT party_id, SUM(ledger) AS ledger, SUM(kept) AS kept FROM ("
            "  SELECT party_id, amount AS ledger, 0 AS kept FROM party_move"
            "  UNION ALL SELECT party_id, 0, amount FROM party_balance) AS parts GROUP BY party_id) AS s"
            " JOIN supplier p ON p.id = s.party_id WHERE s.ledger <> s.kept LIMIT 100"
        ),
    ),
    (
        "party_move",
        text(
            "SELECT d.number AS number FROM party_move m JOIN document d ON d.id = m.document_id"
            " WHERE m.posted_seq <> d.posted_seq OR m.business_date <> d.business_date OR m.party_id <> d.party_id LIMIT 100"
        ),
    ),
    (
        "allocation",
        text(
            "SELECT d.number AS number FROM allocation a JOIN document d ON d.id = a.document_id"
            " JOIN party_move p ON p.id = a.paying_id JOIN party_move o ON o.id = a.owed_id"
            " WHERE p.party_id <> o.party_id OR p.amount >= 0 OR o.amount <= 0"
            " UNION ALL SELECT d.number FROM party_move m JOIN document d ON d.id = m.document_id"
            " WHERE ABS(m.amount) < COALESCE((SELECT ABS(SUM(amount)) FROM allocation WHERE paying_id = m.id), 0)"
            " OR ABS(m.amount) < COALESCE((SELECT ABS(SUM(amount)) FROM allocation WHERE owed_id = m.id), 0) LIMIT 100"
        ),
    ),
    (
        "supplier_payment",
        text(
            "SELECT d.number AS number FROM supplier_payment p JOIN document d ON d.id = p.id"
            " LEFT JOIN (SELECT document_id, SUM(amount) AS amount FROM account_move GROUP BY document_id) AS a ON a.document_id = p.id"
            " LEFT JOIN (SELECT document_id, SUM(amount) AS amount FROM party_move GROUP BY document_id) AS m ON m.document_id = p.id"
            " WHERE COALESCE(a.amount, 0) <> -p.paid OR COALESCE(m.amount, 0) <> -(p.paid + p.cut) OR d.total <> p.paid LIMIT 100"
        ),
    ),
)

COUNTS: tuple[tuple[str, TextClause], ...] = (
    ("receipt_lines", text("SELECT COUNT(*) FROM receipt_line")),
    ("party_moves", text("SELECT COUNT(*) FROM party_move")),
    ("suppliers", text("SELECT COUNT(*) FROM supplier")),
)

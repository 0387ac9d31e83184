"""The invariants of transfers, write-offs and write-ups, assemblies: each a query for the rows that break it, the first hundred.

A column's name is the fact's name, as in `check_books`.
"""

from sqlalchemy import TextClause, text

STOCK_DOCUMENTS: tuple[tuple[str, TextClause], ...] = (
    (
        "no_body",
        text(
            "SELECT d.number AS number FROM document d LEFT JOIN document o ON o.id = d.reverses"
            # A reversal has its body where what it takes back has it.
            " JOIN (SELECT 'BS' AS kind UNION SELECT 'BY' UNION SELECT 'DB' UNION SELECT 'ZC' UNION SELECT 'FY'"
            " UNION SELECT 'PY' UNION SELECT 'PK') AS k"
            "  ON k.kind = CASE WHEN d.kind = 'HC' THEN o.kind ELSE d.kind END"
            " WHERE (k.kind IN ('BS', 'BY', 'PY', 'PK') AND NOT EXISTS (SELECT 1 FROM adjustment_line l WHERE l.document_id = d.id))"
            " OR (k.kind = 'DB' AND (NOT EXISTS (SELECT 1 FROM transfer t WHERE t.id = d.id)"
            "  OR NOT EXISTS (SELECT 1 FROM transfer_line l WHERE l.document_id = d.id)))"
            " OR (k.kind = 'ZC' AND NOT EXISTS (SELECT 1 FROM assembly_line l WHERE l.document_id = d.id))"
            " OR (k.kind = 'FY' AND (NOT EXISTS (SELECT 1 FROM later_cost c WHERE c.id = d.id)"
            "  OR NOT EXISTS (SELECT 1 FROM later_cost_line l WHERE l.document_id = d.id))) LIMIT 100"
        ),
    ),
    (
        "no_document",
        text(
            "SELECT COALESCE(d.number, '') AS number, r.name AS \"table\" FROM ("
            " SELECT DISTINCT 'adjustment_line' AS name, document_id FROM adjustment_line"
            " UNION ALL SELECT 'transfer', id FROM transfer UNION ALL SELECT DISTINCT 'transfer_line', document_id FROM transfer_line"
            " UNION ALL SELECT DISTINCT 'assembly_line', document_id FROM assembly_line) AS r"
            " LEFT JOIN document d ON d.id = r.document_id LEFT JOIN document o ON o.id = d.reverses"
            " WHERE d.id IS NULL OR CASE r.name WHEN 'adjustment_line' THEN"
            "  CASE WHEN d.kind = 'HC' THEN o.kind ELSE d.kind END NOT IN ('BS', 'BY', 'PY', 'PK')"
            "  WHEN 'assembly_line' THEN CASE WHEN d.kind = 'HC' THEN o.kind ELSE d.kind END <> 'ZC'"
            "  ELSE CASE WHEN d.kind = 'HC' THEN o.kind ELSE d.kind END <> 'DB' END LIMIT 100"
        ),
    ),
    (
        "adjustment_moves",
        text(
            "SELECT d.number AS number, l.line_no AS line FROM adjustment_line l JOIN document d ON d.id = l.document_id"
            " LEFT JOIN (SELECT document_id, line_no, SUM(quantity) AS quantity, SUM(value) AS value, MIN(product_id) AS product_id,"
            "   MIN(place_id) AS place_id FROM stock_move WHERE kind IN ('write_off', 'write_up', 'count', 'first_count') GROUP BY document_id, line_no) AS m"
            "  ON m.document_id = l.document_id AND m.line_no = l.line_no"
            " WHERE m.document_id IS NULL OR m.quantity <> l.quantity OR m.value <> l.value OR m.product_id <> l.product_id"
            " OR m.place_id <> l.place_id OR (d.kind = 'BS' AND l.quantity > 0) OR (d.kind = 'BY' AND l.quantity < 0)"
            " OR (d.kind = 'PK' AND l.quantity > 0) OR (d.kind = 'PY' AND l.quantity < 0) LIMIT 100"
        ),
    ),
    (
        "transfer_moves",
        text(
            "SELECT d.number AS number, l.line_no AS line FROM transfer_line l JOIN document d ON d.id = l.document_id"
            " JOIN transfer t ON t.id = d.id"
            " LEFT JOIN stock_move f ON f.document_id = d.id AND f.line_no = l.line_no AND f.place_id = t.from_place_id"
            " LEFT JOIN stock_move i ON i.document_id = d.id AND i.line_no = l.line_no AND i.place_id = t.to_place_id"
            " WHERE f.id IS NULL OR i.id IS NULL OR f.quantity <> -l.quantity OR i.quantity <> l.quantity"
            " OR f.product_id <> l.product_id OR i.product_id <> l.product_id OR f.value <> 0 OR i.value <> 0 LIMIT 100"
        ),
    ),
    (
        "assembly_moves",
        text(
            "SELECT d.number AS number, l.line_no AS line FROM assembly_line l JOIN document d ON d.id = l.document_id"
            " LEFT JOIN (SELECT document_id, line_no, SUM(quantity) AS quantity, SUM(value) AS value, MIN(product_id) AS product_id,"
            "   MIN(place_id) AS place_id FROM stock_move WHERE kind = 'assembly' GROUP BY document_id, line_no) AS m"
            "  ON m.document_id = l.document_id AND m.line_no = l.line_no"
            " WHERE m.document_id IS NULL OR m.quantity <> l.quantity OR m.value <> l.value OR m.product_id <> l.product_id"
            " OR m.place_id <> l.place_id LIMIT 100"
        ),
    ),
    (
        "assembly_value",
        text(
            "SELECT d.number AS number FROM assembly_line l JOIN document d ON d.id = l.document_id GROUP BY d.id"
            " HAVING MIN(l.quantity) >= 0 OR MAX(l.quantity) <= 0 OR (SUM(l.value) <> 0 AND NOT EXISTS"
            # What was used may have had a cost that nobody knew.
            "  (SELECT 1 FROM stock_move m WHERE m.document_id = d.id AND m.quantity < 0 AND m.is_cost_known = 0)) LIMIT 100"
        ),
    ),
    (
        "taken_back",
        text(
            "SELECT d.number AS number, o.number AS reverses FROM document d JOIN document o ON o.id = d.reverses"
            " WHERE d.kind = 'HC' AND o.kind IN ('BS', 'BY', 'DB', 'ZC', 'PY', 'PK') AND EXISTS ("
            # What a count had settled before is settled by it still, or not, as the counts stand by now.
            "  SELECT 1 FROM stock_move m WHERE m.document_id IN (d.id, o.id) AND (m.kind <> 'count' OR o.kind IN ('PY', 'PK'))"
            "  GROUP BY m.product_id, m.place_id HAVING SUM(m.quantity) <> 0) LIMIT 100"
        ),
    ),
)

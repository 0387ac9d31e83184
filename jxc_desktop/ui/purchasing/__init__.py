"""进货: what suppliers bring and what goes back to them.

`page` is the list with the half-typed receipts above it; in its place stand the editor of a receipt (`editor`; its state in
`open_receipt`, the line under the cursor in `line_form`, an unknown code in `new_goods`, what is to be looked at before it is
booked in `review`), all lines of one that stands (`receipt_lines`) and what goes back (`return_form`). Orders are alike
(`orders_part`, `order_editor`, `open_order`, `order_form`); what both are is `lines_editor`, `open_purchase` and `line_fields`.
"""

"""进货: what suppliers bring and what goes back to them.

`page` is the list with the half-typed receipts above it; in its place stand the editor of a receipt (its state in
`open_receipt`, the line under the cursor in `line_form`, an unknown code in `new_goods`) and what goes back (`return_form`).
"""

"""Parts that pages are made of. A widget shows values and emits signals; it knows no shop, no query and no operation.

To add one: a file named after it, a role in `style_sheet.py` where it needs a look of its own, an accessible name, a test
that walks it with `assert_accessible` and `assert_not_clipped`.
"""

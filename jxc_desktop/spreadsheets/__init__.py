"""Workbooks in and out: pure files in, plain rows out; plain rows in, files out.

What belongs here: reading any workbook to rows (`reading`, in a child process), finding what its columns mean (`mapping`),
turning rows into product values (`product_sheet`), and writing tables and wrong rows back (`writing`, `wrong_rows`). It may
import `queries.columns`, `domain` and `i18n`, never a session. To add a field of the product sheet, add one line to the
table in `fields.py`; to add a reader, add a function to `readers.py` and name it in `containers.py`.
"""

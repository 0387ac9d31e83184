"""What the shop sees: a `View` in, frozen dataclasses or plain tuples out; never writes.

What belongs here: one function a question, named as what comes back (`held_sales`), and the columns of each list
(`columns.py`) beside the query that fills it. It may import `db`, `domain` and `i18n`. Cost, profit and book quantity are
decided here by `view.may(...)`: filled, or None.
"""

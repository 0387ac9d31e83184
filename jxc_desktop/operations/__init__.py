"""What the shop does: one function = one piece of work, named as an imperative in the shop's words.

What belongs here: permission (`work.require`, the first line), validation, writing in the caller's transaction, the audit
entry (`work.record`). Operations never commit, may call each other, and return ids or frozen values. They may import
`queries`, `db`, `domain`, `i18n`. To add one: a function in the area's file, its right in `domain/permissions.py`, a test.
"""

"""Suppliers and customers: who they are, what is owed to them, what was paid.

The page shows a list; what is done with one of its rows stands in its place until Esc.
"""

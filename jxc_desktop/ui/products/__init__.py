"""The products page: the list, the form in which a product is made and changed, and the import wizard.

Reads through `queries`, works through `operations`; shows no rule of its own.
"""

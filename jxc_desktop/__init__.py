"""JXC Desktop: buying, stock, selling and counting for a small shop, offline.

The architecture in four sentences. Rules are pure functions on plain values (`domain`). What the shop does is a function,
one transaction each (`operations`). What the shop sees is a query that returns plain rows (`queries`). Screens hold neither
rule nor SQL (`ui`).

Imports go downwards only, never sideways, and `tests/test_architecture.py` keeps it so::

    app, ui        cli                       Qt lives in ui/ and app.py, nowhere else
        |            |
    operations  spreadsheets  printing  devices
        |            |           |
              queries                        reads only
                 |
                 db                          SQLAlchemy is seen by db, queries and operations only
                 |
               domain                        pure: no Qt, no SQL, no files, no clock
                 |
            i18n, paths

Money is an integer in 1/10000 of the currency unit, quantity in 1/1000 of the base unit. Text becomes a number at the input
widget or the reader and a number becomes text at the delegate or on paper, nowhere between.
"""

__version__ = "0.1.0"

"""What the user sees: Qt shows, asks and calls. Neither rule nor SQL is here.

The foundation every page stands on: `theme` (the look), `bus` (what changed), `jobs` (long work), `trouble` (refusals and
crashes), `rows` (the one table), `remembered` (this computer's choices) and `widgets`. Each area has its own folder with a
`page.py`. A page gets the shop in its constructor, reads with `shop.read()`, works with `shop.work()`, and lets errors rise:
`trouble` shows them. Anything that may take 200 ms goes through `jobs.run`.

It may import operations, queries, spreadsheets, printing, domain, and devices through jobs; Qt lives here and in `app.py` only.
"""

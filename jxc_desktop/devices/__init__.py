"""Things with cables: receipt printer, cash drawer, customer display, scale. Bytes only, no idea of a sale.

What belongs here: how bytes reach a device and what a device answers, each within a bounded time, each failure a named
trouble of `domain`. It may import `domain`, `i18n` and `paths`; only `ui/jobs` and the terminal call it. To add a way of
reaching a printer, add a kind to `domain.printers` and a `Line` that opens, writes and reads, and name it in `printer.line_to`.
"""

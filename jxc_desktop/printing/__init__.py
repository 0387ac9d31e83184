"""Paper: query rows in, bytes out. Receipts for ESC/POS printers and as PDF.

What belongs here: a `Row` layout (`layout`) of each paper, made from frozen query rows with the domain's formatters, and the
outputs that draw rows: `escpos` (bytes for a receipt printer), `raster` (dots), `pdf`. It may import `queries` (the values),
`domain`, `i18n` and `paths`; never a session, never a device. Papers on sheets and forms
(`vouchers`) are drawn on reportlab's canvas. To add a paper, write its rows once and give them to each output.
"""

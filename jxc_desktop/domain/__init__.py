"""The rules: pure functions on plain, frozen values.

What belongs here: anything that is true of a shop without a screen, a file, a database or a clock: money, quantities,
barcodes, prices, the cart, settling a payment, the cost of what leaves. It may import `i18n` only. To add a rule, add a
function that takes values and returns new ones, and a test that reads as the case.
"""

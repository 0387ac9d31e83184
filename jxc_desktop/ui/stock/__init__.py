"""The stock room: what is there and what it is worth, now and on any past day; each product's card, with the documents behind.

`page` is the tab and swaps its views; each view asks its query and holds no rule.
"""

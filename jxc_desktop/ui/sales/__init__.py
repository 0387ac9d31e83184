"""The counter: the cart being rung up, paying, held and past sales.

`page` puts the parts together; each part shows and asks, rules are in `domain`, what is done in `operations`. It may import
what `ui` may. To add a key: `keys` and a slot of the page.
"""

"""The home page: the way of the goods as a picture, today against the same weekday, and the to-do list.

May import operations, queries and the shared widgets. Each entry of the to-do list names the tab it opens and what to ask there.
"""

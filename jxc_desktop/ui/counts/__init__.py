"""盘点: the counts, and in their place one of them with its parts, or the form that begins one.

`parts.PARTS` says which parts a count has; each is a `CountPart`, made when it is first shown.
"""

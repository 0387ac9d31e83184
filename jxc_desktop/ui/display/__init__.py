"""The customer display: a second window, and line displays on a cable, fed by two signals of the sales page.

May import operations, queries and the shared parts of ui; knows nothing of the counter but its cart. Nothing here is loaded
or connected while no display is switched on, but `displays` and `choices`.
"""

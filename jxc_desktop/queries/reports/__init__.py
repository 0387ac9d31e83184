"""Figures over many documents: takings of a day or a span, history from another program.

A report is a module here: its columns, and a function that takes the view and a span and gives rows.
"""

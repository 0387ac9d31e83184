"""The reports page: takings of a span, the list of all documents, one document.

May import operations, queries, spreadsheets, printing and the shared widgets. A report is a table page over a query of
`queries/reports`; each of its rows opens to the documents behind it.
"""

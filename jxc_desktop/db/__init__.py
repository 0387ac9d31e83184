"""The database: engine, types, tables, migrations, search, integrity. The only place that knows a dialect.

What belongs here: opening a shop file and its lock, column types, the tables (records without behaviour), the change
notices collected from Core statements, full-text search, and the proofs that the file is sound. It may import `domain`,
`i18n` and `paths`. A new table goes to `db/tables/<area>.py` and into a numbered migration.
"""

"""Alembic asks for this file; it runs on the connection that the environment was given."""

from alembic import context

context.run_migrations()

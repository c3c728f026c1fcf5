"""Alembic's environment: runs on the connection that ``Database.migrate`` hands over."""

from alembic import context

from server.storage.rows import METADATA

connection = context.config.attributes.get("connection")
if connection is None:
    raise RuntimeError("migrations run through Database.migrate")
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()

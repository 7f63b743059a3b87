"""Alembic's entry: runs on the connection and in the transaction that `uptape.store.migrate` hands over."""

from alembic import context

from uptape.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=False)
context.run_migrations()

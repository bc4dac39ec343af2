"""Alembic's entry: runs on the connection that emma.db.migrate hands over."""

from __future__ import annotations

from alembic import context

from emma.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=False,
)
context.run_migrations()

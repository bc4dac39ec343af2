"""The database edge: engine, tables, migrations."""

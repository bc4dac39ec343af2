"""Reports: read-only queries over handoff events, messages and requests."""

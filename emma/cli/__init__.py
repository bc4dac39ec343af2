"""The `emma` command."""

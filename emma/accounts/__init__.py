"""Accounts, sessions, tokens. Only this package writes their rows."""

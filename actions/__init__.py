"""Thin custom actions: read slots and entities, call emma.*, announce. No SQL, no HTTP, no text for people."""

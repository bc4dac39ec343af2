"""The vault service: secure forms whose values are sealed, seen by one agent, and wiped. Only this package seals."""

from emma.vault.vault import Vault, open_vault

__all__ = ["Vault", "open_vault"]

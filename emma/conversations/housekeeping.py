"""Housekeeping: what runs by the hour and by the day over conversations, the vault and its keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.engine import Engine

from emma.inbox.expiring import open_expired
from emma.retention.claiming import claim, finish
from emma.retention.policy import RetentionPolicy, policy
from emma.retention.purging import due, purge, purge_rate_limits
from emma.settings import Settings
from emma.vault import Vault, open_vault
from emma.vault.wiping import count_expired, destroy_spent_keys, spent_keys, wipe_expired

FORMS, KEYS, LIMITS = "secure_forms", "day_keys", "rate_limits"


@dataclass(frozen=True)
class Housekeeping:
    """The work on one database and its folder of keys."""

    engine: Engine
    policy: RetentionPolicy
    vault: Vault

    def hourly(self, moment: datetime | None = None) -> dict[str, int]:
        """Wipe expired forms, destroy the keys nobody needs, remove old rate limits. Gives how many of each."""
        with self.engine.begin() as connection:
            wiped = wipe_expired(connection, moment)
        destroyed = destroy_spent_keys(self.vault, moment)
        return {FORMS: wiped, KEYS: destroyed, LIMITS: purge_rate_limits(self.engine, self.policy, moment)}

    def daily(self, moment: datetime | None = None) -> dict[str, int]:
        """Purge all classes whose period is over, let SQLite empty its log, and open tasks for expired articles."""
        gone = purge(self.engine, self.policy, moment)
        open_expired(self.engine, moment.date() if moment else date.today())
        empty_log(self.engine)
        return {name.value: count for name, count in gone.items()}

    def due(self, moment: datetime | None = None) -> dict[str, int]:
        """What `daily` and `hourly` would remove. Nothing is changed."""
        with self.engine.connect().execution_options(read_only=True) as connection:
            expired = count_expired(connection, moment)
        classes = {name.value: count for name, count in due(self.engine, self.policy, moment).items()}
        return {**classes, FORMS: expired, KEYS: len(spent_keys(self.vault, moment))}

    def run_due(self) -> list[str]:
        """Do what is due and not claimed by another process. Gives the names of what was done."""
        done = []
        for name, every, work in (
            ("hourly", timedelta(hours=1), self.hourly),
            ("daily", timedelta(days=1), self.daily),
        ):
            claimed_at = claim(self.engine, name)
            if claimed_at is not None:
                work()
                finish(self.engine, name, claimed_at, every)
                done.append(name)
        return done


def housekeeping(engine: Engine, settings: Settings) -> Housekeeping:
    """The housekeeping of this process. Raises SettingsError when retention.toml or secure_forms.toml is wrong."""
    return Housekeeping(engine, policy(), open_vault(settings))


def empty_log(engine: Engine) -> None:
    """SQLite keeps old pages in the write-ahead log until it is emptied; busy readers put that off to the next day."""
    if engine.dialect.name != "sqlite":
        return
    raw = engine.raw_connection()
    try:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        raw.close()

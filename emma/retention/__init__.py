"""The retention service: how long each class of record is kept, holds, erasing, purging. Removes rows of all services."""

from emma.retention.erasing import Erasure, erase
from emma.retention.policy import RetentionPolicy, policy

__all__ = ["Erasure", "RetentionPolicy", "erase", "policy"]

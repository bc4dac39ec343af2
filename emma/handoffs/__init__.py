"""The handoff service: offers, lanes, claims, presence, what happens by itself. Only it writes handoffs and presence."""

from emma.handoffs import joining, policy, queue

__all__ = ["joining", "policy", "queue"]

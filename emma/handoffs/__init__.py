"""The handoff service: offers, queue, positions. Only this package writes handoff rows."""

from emma.handoffs import policy, queue

__all__ = ["policy", "queue"]

"""The privacy guard: finds identifiers in what people write and masks them. Pure: no state, no files."""

from emma.privacy.kept import Agencies, address_key
from emma.privacy.kinds import CORE_KINDS, KINDS
from emma.privacy.redact import Finding, Redacted, redact

__all__ = ["CORE_KINDS", "KINDS", "Agencies", "Finding", "Redacted", "address_key", "redact"]

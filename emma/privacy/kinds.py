"""The closed list of what the guard masks, and the token that takes the place of each."""

import re

KINDS: tuple[str, ...] = (
    "A-number",
    "receipt number",
    "SSN",
    "account number",
    "passport",
    "I-94",
    "SEVIS",
    "visa number",
    "NVC case number",
    "DOL case number",
    "DS-160",
    "service request",
    "driver licence",
    "identity number",
    "card",
    "bank account",
    "email",
    "phone",
    "date of birth",
    "address",
    "name",
    "certificate number",
)

# The kinds of which not one may be left anywhere.
CORE_KINDS: frozenset[str] = frozenset(
    {"A-number", "receipt number", "SSN", "account number", "passport", "I-94", "SEVIS", "card",
     "bank account", "email", "phone", "date of birth"}
)  # fmt: skip

TOKEN = re.compile(r"\[(?:" + "|".join(re.escape(kind) for kind in KINDS) + r")\]")


def token(kind: str) -> str:
    """Return what stands in the text instead of a value of `kind`."""
    return f"[{kind}]"

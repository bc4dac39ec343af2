"""the vault, the audit, what was disposed of, scheduled work; holds and hidden conversations"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: a batch may rebuild the table, and dropping the old one takes every message with it.
    op.add_column("conversations", sa.Column("held_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("conversations", sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "secure_forms",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=True),
        sa.Column("handoff_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("agent", sa.String(length=64), nullable=True),
        sa.Column("request", sa.String(length=20), nullable=True),
        sa.Column("key_name", sa.String(length=40), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("result", sa.String(length=12), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("viewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wiped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_secure_forms_conversation_id_conversations"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoffs.id"], name=op.f("fk_secure_forms_handoff_id_handoffs"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secure_forms")),
    )
    with op.batch_alter_table("secure_forms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_secure_forms_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_secure_forms_handoff_id"), ["handoff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_secure_forms_request"), ["request"], unique=False)
        batch_op.create_index("ix_secure_forms_expiry", ["state", "expires_at"], unique=False)

    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=120), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=True),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "dispositions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record_class", sa.String(length=20), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=10), nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispositions")),
    )
    op.create_table(
        "scheduled_work",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_scheduled_work")),
    )


def downgrade() -> None:
    op.drop_table("scheduled_work")
    op.drop_table("dispositions")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_audit_at"))

    op.drop_table("audit")
    with op.batch_alter_table("secure_forms", schema=None) as batch_op:
        batch_op.drop_index("ix_secure_forms_expiry")
        batch_op.drop_index(batch_op.f("ix_secure_forms_request"))
        batch_op.drop_index(batch_op.f("ix_secure_forms_handoff_id"))
        batch_op.drop_index(batch_op.f("ix_secure_forms_conversation_id"))

    op.drop_table("secure_forms")
    op.drop_column("conversations", "hidden_at")
    op.drop_column("conversations", "held_since")

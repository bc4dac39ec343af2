"""the first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agencies",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.String(length=64), nullable=False),
        sa.Column("confidence", sa.String(length=8), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("handles_en", sa.Text(), nullable=False),
        sa.Column("handles_es", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("tty", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies")),
    )
    op.create_table(
        "articles",
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("replaced", sa.JSON(), nullable=True),
        sa.Column("ask", sa.JSON(), nullable=True),
        sa.Column("variants", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("related", sa.JSON(), nullable=False),
        sa.Column("as_of", sa.String(length=32), nullable=False),
        sa.Column("say_date", sa.Boolean(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_articles")),
    )
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_articles_topic"), ["topic"], unique=False)

    op.create_table(
        "closures",
        sa.Column("row", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("date_from", sa.Text(), nullable=False),
        sa.Column("date_until", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("reason_es", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_closures")),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("sender_hash", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("language_chosen", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("cue", sa.String(length=24), nullable=True),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_activity_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("sender_hash", name=op.f("uq_conversations_sender_hash")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_es", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_table(
        "fees",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.String(length=64), nullable=False),
        sa.Column("confidence", sa.String(length=8), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("situation_en", sa.Text(), nullable=False),
        sa.Column("situation_es", sa.Text(), nullable=False),
        sa.Column("paper_usd", sa.Text(), nullable=False),
        sa.Column("online_usd", sa.Text(), nullable=False),
        sa.Column("free", sa.Boolean(), nullable=False),
        sa.Column("variable", sa.Boolean(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.Column("note_es", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_fees")),
    )
    with op.batch_alter_table("fees", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fees_form"), ["form"], unique=False)

    op.create_table(
        "forms",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.String(length=64), nullable=False),
        sa.Column("confidence", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_es", sa.Text(), nullable=False),
        sa.Column("purpose_en", sa.Text(), nullable=False),
        sa.Column("purpose_es", sa.Text(), nullable=False),
        sa.Column("who_en", sa.Text(), nullable=False),
        sa.Column("who_es", sa.Text(), nullable=False),
        sa.Column("filing_en", sa.Text(), nullable=False),
        sa.Column("filing_es", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_forms")),
    )
    op.create_table(
        "jurisdictions",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.String(length=64), nullable=False),
        sa.Column("confidence", sa.String(length=8), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_jurisdictions")),
    )
    with op.batch_alter_table("jurisdictions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jurisdictions_country"), ["country"], unique=False)

    op.create_table(
        "offices_domestic",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.String(length=64), nullable=False),
        sa.Column("confidence", sa.String(length=8), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("city", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("zip", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_confidence", sa.Text(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("states_served", sa.Text(), nullable=False),
        sa.Column("forms", sa.Text(), nullable=False),
        sa.Column("locator_url", sa.Text(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.Column("note_es", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices_domestic")),
    )
    with op.batch_alter_table("offices_domestic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offices_domestic_city"), ["city"], unique=False)
        batch_op.create_index(batch_op.f("ix_offices_domestic_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_offices_domestic_state"), ["state"], unique=False)

    op.create_table(
        "offices_international",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.String(length=64), nullable=False),
        sa.Column("confidence", sa.String(length=8), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("opened_on", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("services_en", sa.Text(), nullable=False),
        sa.Column("services_es", sa.Text(), nullable=False),
        sa.Column("successor_en", sa.Text(), nullable=False),
        sa.Column("successor_es", sa.Text(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.Column("note_es", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices_international")),
    )
    with op.batch_alter_table("offices_international", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offices_international_country"), ["country"], unique=False)

    op.create_table(
        "phone_numbers",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.String(length=64), nullable=False),
        sa.Column("confidence", sa.String(length=8), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_es", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("tty", sa.Text(), nullable=False),
        sa.Column("audience_en", sa.Text(), nullable=False),
        sa.Column("audience_es", sa.Text(), nullable=False),
        sa.Column("hours_en", sa.Text(), nullable=False),
        sa.Column("hours_es", sa.Text(), nullable=False),
        sa.Column("hours_confidence", sa.Text(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.Column("note_es", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_numbers")),
    )
    op.create_table(
        "rate_limits",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_limits")),
    )
    op.create_table(
        "releases",
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_releases")),
    )
    op.create_table(
        "service_request_kinds",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_es", sa.Text(), nullable=False),
        sa.Column("due_rule", sa.Text(), nullable=False),
        sa.Column("goal", sa.Boolean(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.Column("note_es", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_service_request_kinds")),
    )
    op.create_table(
        "handoffs",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("safety", sa.Boolean(), nullable=False),
        sa.Column("offered_turn", sa.Integer(), nullable=False),
        sa.Column("packet", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_handoffs_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoffs")),
    )
    with op.batch_alter_table("handoffs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handoffs_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(
            "ix_handoffs_lane", ["state", "tier", "language", "safety", "waiting_since"], unique=False
        )

    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(length=10), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=True),
        sa.Column("reply_to", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("choice", sa.JSON(), nullable=True),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("topic", sa.String(length=32), nullable=True),
        sa.Column("article", sa.String(length=64), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("masked", sa.JSON(), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=True),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_messages_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("conversation_id", "client_id", name="uq_messages_client_id"),
        sa.UniqueConstraint("conversation_id", "seq", name="uq_messages_seq"),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index("ix_messages_unanswered", ["answered", "sent_at"], unique=False)

    op.create_table(
        "handoff_events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("from_state", sa.String(length=16), nullable=True),
        sa.Column("to_state", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoffs.id"], name=op.f("fk_handoff_events_handoff_id_handoffs"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff_events")),
    )
    with op.batch_alter_table("handoff_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handoff_events_handoff_id"), ["handoff_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("handoff_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handoff_events_handoff_id"))

    op.drop_table("handoff_events")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index("ix_messages_unanswered")

    op.drop_table("messages")
    with op.batch_alter_table("handoffs", schema=None) as batch_op:
        batch_op.drop_index("ix_handoffs_lane")
        batch_op.drop_index(batch_op.f("ix_handoffs_conversation_id"))

    op.drop_table("handoffs")
    op.drop_table("service_request_kinds")
    op.drop_table("releases")
    op.drop_table("rate_limits")
    op.drop_table("phone_numbers")
    with op.batch_alter_table("offices_international", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offices_international_country"))

    op.drop_table("offices_international")
    with op.batch_alter_table("offices_domestic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offices_domestic_state"))
        batch_op.drop_index(batch_op.f("ix_offices_domestic_kind"))
        batch_op.drop_index(batch_op.f("ix_offices_domestic_city"))

    op.drop_table("offices_domestic")
    with op.batch_alter_table("jurisdictions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_jurisdictions_country"))

    op.drop_table("jurisdictions")
    op.drop_table("forms")
    with op.batch_alter_table("fees", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fees_form"))

    op.drop_table("fees")
    op.drop_table("events")
    op.drop_table("conversations")
    op.drop_table("closures")
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_articles_topic"))

    op.drop_table("articles")
    op.drop_table("agencies")

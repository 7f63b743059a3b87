"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("lead_id", sa.String(length=16), nullable=False),
        sa.Column("copy", sa.Integer(), server_default="1", nullable=False),
        sa.Column("dealership", sa.String(length=64), nullable=False),
        sa.Column("pool", sa.String(length=64), nullable=False),
        sa.Column("grp", sa.String(length=64), nullable=True),
        sa.Column("member", sa.String(length=130), nullable=False),
        sa.Column("how", sa.String(length=8), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("turn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_assignments_member", "assignments", ["dealership", "member", "at"], unique=False)
    op.create_index(
        "uq_assignments_live",
        "assignments",
        ["lead_id", "copy"],
        unique=True,
        sqlite_where=sa.text("ended_at is null"),
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "journal",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("pool", sa.String(length=130), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(length=24), nullable=False),
        sa.Column("lead_id", sa.String(length=16), nullable=True),
        sa.Column("mail_id", sa.String(length=16), nullable=True),
        sa.Column("person", sa.String(length=130), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("effect", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("pool", "seq", name=op.f("uq_journal_pool_seq")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_journal_lead", "journal", ["lead_id"], unique=False)
    op.create_table(
        "lead_events",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("dealership", sa.String(length=64), nullable=False),
        sa.Column("lead_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(length=16), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_events")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_lead_events_lead", "lead_events", ["lead_id"], unique=False)
    op.create_table(
        "lead_keys",
        sa.Column("dealership", sa.String(length=64), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("lead_id", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("dealership", "key", "at", "lead_id", name=op.f("pk_lead_keys")),
    )
    op.create_index("ix_lead_keys_lead", "lead_keys", ["lead_id"], unique=False)
    op.create_table(
        "leads",
        sa.Column("seq", ID, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("dealership", sa.String(length=64), nullable=False),
        sa.Column("pool", sa.String(length=64), nullable=False),
        sa.Column("grp", sa.String(length=64), nullable=True),
        sa.Column("mail_seq", ID, nullable=False),
        sa.Column("mail_index", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("source_key", sa.String(length=64), nullable=True),
        sa.Column("provider_lead_id", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("once_key", sa.Text(), nullable=True),
        sa.Column("content_key", sa.String(length=64), nullable=True),
        sa.Column("duplicate_of", sa.String(length=16), nullable=True),
        sa.Column("repeat", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("marks", sa.Text(), nullable=True),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=True),
        sa.Column("assigned_to", sa.String(length=130), nullable=True),
        sa.Column("assigned_at", sa.BigInteger(), nullable=True),
        sa.Column("queued_at", sa.BigInteger(), nullable=True),
        sa.Column("first_attempt_at", sa.BigInteger(), nullable=True),
        sa.Column("first_contact_at", sa.BigInteger(), nullable=True),
        sa.Column("appointment_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(status = 'duplicate') = (duplicate_of is not null)", name=op.f("ck_leads_duplicate")),
        sa.CheckConstraint(
            "status in ('queued', 'offered', 'assigned', 'contacted', 'appointment', 'sold', 'lost', 'review', 'duplicate', 'not_lead')",
            name=op.f("ck_leads_status"),
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_leads")),
        sa.UniqueConstraint("dealership", "once_key", name=op.f("uq_leads_dealership_once_key")),
        sa.UniqueConstraint("id", name=op.f("uq_leads_id")),
        sa.UniqueConstraint("mail_seq", "mail_index", name=op.f("uq_leads_mail_seq_mail_index")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_leads_message", "leads", ["dealership", "message_id"], unique=False)
    op.create_index("ix_leads_provider", "leads", ["dealership", "provider_lead_id"], unique=False)
    op.create_index(
        "ix_leads_queued",
        "leads",
        ["dealership", "pool", "seq"],
        unique=False,
        sqlite_where=sa.text("status = 'queued'"),
        postgresql_where=sa.text("status = 'queued'"),
    )
    op.create_index("ix_leads_status", "leads", ["dealership", "status"], unique=False)
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("worker", sa.String(length=64), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "mails",
        sa.Column("seq", ID, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("raw_id", sa.String(length=32), nullable=False),
        sa.Column("dealership", sa.String(length=64), nullable=True),
        sa.Column("pool", sa.String(length=64), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=True),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("peer", sa.Text(), server_default="", nullable=False),
        sa.Column("door", sa.String(length=8), nullable=False),
        sa.Column("door_key", sa.Text(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("worker", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("from_address", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state in ('received', 'done', 'review')", name=op.f("ck_mails_state")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_mails")),
        sa.UniqueConstraint("door_key", name=op.f("uq_mails_door_key")),
        sa.UniqueConstraint("id", name=op.f("uq_mails_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mails_raw", "mails", ["raw_id"], unique=False)
    op.create_index(
        "ix_mails_review",
        "mails",
        ["seq"],
        unique=False,
        sqlite_where=sa.text("state = 'review'"),
        postgresql_where=sa.text("state = 'review'"),
    )
    op.create_index(
        "ix_mails_waiting",
        "mails",
        ["seq"],
        unique=False,
        sqlite_where=sa.text("state = 'received'"),
        postgresql_where=sa.text("state = 'received'"),
    )
    op.create_table(
        "offers",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("lead_id", sa.String(length=16), nullable=False),
        sa.Column("dealership", sa.String(length=64), nullable=False),
        sa.Column("pool", sa.String(length=64), nullable=False),
        sa.Column("grp", sa.String(length=64), nullable=True),
        sa.Column("member", sa.String(length=130), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("how", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("warn_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind in ('single', 'claim')", name=op.f("ck_offers_kind")),
        sa.CheckConstraint(
            "state in ('open', 'accepted', 'passed', 'lapsed', 'withdrawn')", name=op.f("ck_offers_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_offers_lead", "offers", ["lead_id"], unique=False)
    op.create_index(
        "ix_offers_until",
        "offers",
        ["until"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "uq_offers_open",
        "offers",
        ["lead_id", "member"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "opt_outs",
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_opt_outs")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("dealership", sa.String(length=64), nullable=False),
        sa.Column("pool", sa.String(length=64), nullable=True),
        sa.Column("lead_id", sa.String(length=16), nullable=True),
        sa.Column("member", sa.String(length=130), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("worker", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=True),
        sa.Column("otherwise", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state in ('due', 'sending', 'sent', 'unknown', 'dead', 'cancelled')", name=op.f("ck_outbox_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state in ('due', 'unknown')"),
        postgresql_where=sa.text("state in ('due', 'unknown')"),
    )
    op.create_index("ix_outbox_lead", "outbox", ["lead_id"], unique=False)
    op.create_index(
        "ix_outbox_sending",
        "outbox",
        ["lease_until"],
        unique=False,
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_table(
        "owners",
        sa.Column("dealership", sa.String(length=64), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("member", sa.String(length=130), nullable=False),
        sa.Column("covering", sa.Boolean(), nullable=False),
        sa.Column("lead_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("dealership", "key", "member", "covering", name=op.f("pk_owners")),
    )
    op.create_table(
        "presence",
        sa.Column("dealership", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=130), nullable=False),
        sa.Column("pool", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=4), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.CheckConstraint("state in ('in', 'out', 'busy')", name=op.f("ck_presence_state")),
        sa.PrimaryKeyConstraint("dealership", "member", "pool", name=op.f("pk_presence")),
    )
    op.create_table(
        "raws",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raws")),
    )
    op.create_table(
        "spots",
        sa.Column("dealership", sa.String(length=64), nullable=False),
        sa.Column("pool", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=130), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("ups", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_up_at", sa.BigInteger(), nullable=True),
        sa.Column("credit", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("dealership", "pool", "member", name=op.f("pk_spots")),
        sa.UniqueConstraint("dealership", "pool", "position", name=op.f("uq_spots_dealership_pool_position")),
    )
    op.create_table(
        "tapes",
        sa.Column("dealership", sa.String(length=64), nullable=False),
        sa.Column("pool", sa.String(length=64), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tail", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("journal_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("dealership", "pool", name=op.f("pk_tapes")),
    )
    op.create_table(
        "tokens",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("dealership", sa.String(length=64), nullable=False),
        sa.Column("buyer", sa.String(length=64), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_tokens")),
    )

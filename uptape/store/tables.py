"""Every table. Each carries its dealership: most transactions touch one, and it is the natural shard key."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from uptape.store.types import Json, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts rows by itself only in a column of type INTEGER."""

raws = Table(
    "raws",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False),
)

mails = Table(
    "mails",
    metadata,
    Column("seq", Id, primary_key=True, autoincrement=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("raw_id", String(32), nullable=False),
    Column("dealership", String(64)),
    Column("pool", String(64)),
    Column("recipient", Text, nullable=False),
    Column("tag", Text),
    Column("sender", Text, nullable=False),
    Column("peer", Text, nullable=False, server_default=""),
    Column("door", String(8), nullable=False),
    Column("door_key", Text, unique=True),
    Column("received_at", Moment, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("worker", String(64)),
    Column("lease_until", Moment),
    Column("due_at", Moment, nullable=False),
    Column("kind", String(10)),
    Column("subject", Text),
    Column("from_address", Text),
    Column("message_id", Text),
    Column("notes", Json),
    Column("error", Text),
    Column("done_at", Moment),
    CheckConstraint("state in ('received', 'done', 'review')", name="state"),
    Index(
        "ix_mails_waiting", "seq", sqlite_where=text("state = 'received'"), postgresql_where=text("state = 'received'")
    ),
    Index("ix_mails_review", "seq", sqlite_where=text("state = 'review'"), postgresql_where=text("state = 'review'")),
    Index("ix_mails_raw", "raw_id"),
    sqlite_autoincrement=True,
)

leads = Table(
    "leads",
    metadata,
    Column("seq", Id, primary_key=True, autoincrement=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("dealership", String(64), nullable=False),
    Column("pool", String(64), nullable=False),
    Column("grp", String(64)),
    Column("mail_seq", Id, nullable=False),
    Column("mail_index", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("source", Text),
    Column("source_key", String(64)),
    Column("provider_lead_id", Text),
    Column("message_id", Text),
    Column("once_key", Text),
    Column("content_key", String(64)),
    Column("duplicate_of", String(16)),
    Column("repeat", Boolean, nullable=False, server_default=text("false")),
    Column("marks", Json),
    Column("draft", Json, nullable=False),
    Column("fields", Json),
    Column("assigned_to", String(130)),
    Column("assigned_at", Moment),
    Column("queued_at", Moment),
    Column("taken_at", Moment),
    Column("first_attempt_at", Moment),
    Column("first_contact_at", Moment),
    Column("appointment_at", Moment),
    Column("shown", Boolean),
    Column("closed_at", Moment),
    UniqueConstraint("dealership", "once_key"),
    UniqueConstraint("mail_seq", "mail_index"),
    CheckConstraint(
        "status in ('queued', 'offered', 'assigned', 'contacted', 'appointment', 'sold', 'lost', 'review',"
        " 'duplicate', 'not_lead')",
        name="status",
    ),
    CheckConstraint("(status = 'duplicate') = (duplicate_of is not null)", name="duplicate"),
    Index(
        "ix_leads_queued",
        "dealership",
        "pool",
        "seq",
        sqlite_where=text("status = 'queued'"),
        postgresql_where=text("status = 'queued'"),
    ),
    Index("ix_leads_message", "dealership", "message_id"),
    Index("ix_leads_provider", "dealership", "provider_lead_id"),
    Index("ix_leads_status", "dealership", "status"),
    sqlite_autoincrement=True,
)

lead_keys = Table(
    "lead_keys",
    metadata,
    Column("dealership", String(64), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("lead_id", String(16), primary_key=True),
    Index("ix_lead_keys_lead", "lead_id"),
)

owners = Table(
    "owners",
    metadata,
    Column("dealership", String(64), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("member", String(130), primary_key=True),
    Column("covering", Boolean, primary_key=True),
    Column("lead_id", String(16), nullable=False),
    Column("at", Moment, nullable=False),
)

assignments = Table(
    "assignments",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("lead_id", String(16), nullable=False),
    Column("copy", Integer, nullable=False, server_default="1"),
    Column("dealership", String(64), nullable=False),
    Column("pool", String(64), nullable=False),
    Column("grp", String(64)),
    Column("member", String(130), nullable=False),
    Column("how", String(8), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("turn", Boolean, nullable=False),
    Column("counted", Boolean, nullable=False, server_default=text("true")),
    Index(
        "uq_assignments_live",
        "lead_id",
        "copy",
        unique=True,
        sqlite_where=text("ended_at is null"),
        postgresql_where=text("ended_at is null"),
    ),
    Index("ix_assignments_member", "dealership", "member", "at"),
    sqlite_autoincrement=True,
)

offers = Table(
    "offers",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("lead_id", String(16), nullable=False),
    Column("dealership", String(64), nullable=False),
    Column("pool", String(64), nullable=False),
    Column("grp", String(64)),
    Column("member", String(130), nullable=False),
    Column("kind", String(6), nullable=False),
    Column("how", String(8), nullable=False),
    Column("state", String(10), nullable=False),
    Column("at", Moment, nullable=False),
    Column("begun_at", Moment),
    Column("until", Moment),
    Column("latest", Moment),
    Column("warn_at", Moment),
    Column("ended_at", Moment),
    Column("undelivered", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint("state in ('open', 'accepted', 'passed', 'lapsed', 'withdrawn')", name="state"),
    CheckConstraint("kind in ('single', 'claim')", name="kind"),
    Index(
        "uq_offers_open",
        "lead_id",
        "member",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
    Index("ix_offers_until", "until", sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
    Index("ix_offers_lead", "lead_id"),
    sqlite_autoincrement=True,
)

tapes = Table(
    "tapes",
    metadata,
    Column("dealership", String(64), primary_key=True),
    Column("pool", String(64), primary_key=True),
    Column("version", BigInteger, nullable=False, server_default="0"),
    Column("tail", BigInteger, nullable=False, server_default="0"),
    Column("journal_seq", BigInteger, nullable=False, server_default="0"),
    Column("clock", BigInteger, nullable=False, server_default="0"),
    Column("weighed_on", String(10)),
)

spots = Table(
    "spots",
    metadata,
    Column("dealership", String(64), primary_key=True),
    Column("pool", String(64), primary_key=True),
    Column("member", String(130), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("ups", BigInteger, nullable=False, server_default="0"),
    Column("last_up_at", Moment),
    Column("credit", BigInteger, nullable=False, server_default="0"),
    Column("weight", Integer),
    UniqueConstraint("dealership", "pool", "position"),
)

turns = Table(
    "turns",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("dealership", String(64), nullable=False),
    Column("pool", String(64), nullable=False),
    Column("member", String(130), nullable=False),
    Column("lead_id", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("credit", BigInteger, nullable=False, server_default="0"),
    Column("ended_at", Moment),
    Column("place_taken_at", Moment),
    Index(
        "ix_turns_member",
        "dealership",
        "pool",
        "member",
        "id",
        sqlite_where=text("place_taken_at is null"),
        postgresql_where=text("place_taken_at is null"),
    ),
    Index("ix_turns_lead", "lead_id"),
    sqlite_autoincrement=True,
)

journal = Table(
    "journal",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("pool", String(130), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("event", String(24), nullable=False),
    Column("lead_id", String(16)),
    Column("mail_id", String(16)),
    Column("person", String(130)),
    Column("by", Text, nullable=False),
    Column("reasons", Json, nullable=False),
    Column("effect", String(64)),
    UniqueConstraint("pool", "seq"),
    Index("ix_journal_lead", "lead_id"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("dealership", String(64), nullable=False),
    Column("pool", String(64)),
    Column("lead_id", String(16)),
    Column("member", String(130), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("to", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("worker", String(64)),
    Column("lease_until", Moment),
    Column("sent_at", Moment),
    Column("provider_id", Text),
    Column("delivery", String(16)),
    Column("delivery_at", Moment),
    Column("error", Text),
    Column("facts", Json, nullable=False),
    Column("options", Json),
    Column("otherwise", Json),
    Column("text", Text),
    CheckConstraint("state in ('due', 'sending', 'sent', 'unknown', 'dead', 'cancelled')", name="state"),
    Index(
        "ix_outbox_due",
        "due_at",
        sqlite_where=text("state in ('due', 'unknown')"),
        postgresql_where=text("state in ('due', 'unknown')"),
    ),
    Index(
        "ix_outbox_sending",
        "lease_until",
        sqlite_where=text("state = 'sending'"),
        postgresql_where=text("state = 'sending'"),
    ),
    Index("ix_outbox_lead", "lead_id"),
    Index(
        "ix_outbox_texts",
        "to",
        "sent_at",
        sqlite_where=text("channel = 'sms' and state = 'sent'"),
        postgresql_where=text("channel = 'sms' and state = 'sent'"),
    ),
    Index("ix_outbox_dead", "id", sqlite_where=text("state = 'dead'"), postgresql_where=text("state = 'dead'")),
    sqlite_autoincrement=True,
)

texts = Table(
    "texts",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("provider_id", String(80), nullable=False, unique=True),
    Column("via", String(8), nullable=False),
    Column("dealership", String(64)),
    Column("member", String(130)),
    Column("number", Text, nullable=False),
    Column("to", Text, nullable=False, server_default=""),
    Column("body", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", String(8), nullable=False),
    Column("said", Text),
    Column("lead_id", String(16)),
    CheckConstraint("state in ('done', 'asked', 'silent', 'unknown')", name="state"),
    Index("ix_texts_number", "number", "at"),
    Index("ix_texts_lead", "lead_id"),
    sqlite_autoincrement=True,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("provider_id", String(80), primary_key=True),
    Column("outbox_id", Id),
    Column("status", String(16), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("code", Integer),
    Column("at", Moment, nullable=False),
    Column("settled", Boolean, nullable=False),
    Index("ix_deliveries_open", "at", sqlite_where=text("not settled"), postgresql_where=text("not settled")),
)

keys = Table(
    "keys",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("secret", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

presence = Table(
    "presence",
    metadata,
    Column("dealership", String(64), primary_key=True),
    Column("member", String(130), primary_key=True),
    Column("pool", String(64), primary_key=True),
    Column("state", String(4), nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    Column("by", Text, nullable=False),
    CheckConstraint("state in ('in', 'out', 'busy')", name="state"),
)

lead_events = Table(
    "lead_events",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("dealership", String(64), nullable=False),
    Column("lead_id", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("event", String(16), nullable=False),
    Column("by", Text, nullable=False),
    Column("via", String(8), nullable=False, server_default=""),
    Column("note", Text),
    Column("partner", String(130)),
    Index("ix_lead_events_lead", "lead_id"),
    sqlite_autoincrement=True,
)

opt_outs = Table(
    "opt_outs",
    metadata,
    Column("number", String(24), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("dealership", String(64), nullable=False),
    Column("buyer", String(64)),
    Column("name", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("worker", String(64), nullable=False),
    Column("until", Moment, nullable=False),
)

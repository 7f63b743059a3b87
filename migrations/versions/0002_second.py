"""What came after the first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("provider_id", sa.String(length=80), nullable=False),
        sa.Column("outbox_id", ID, nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("provider_id", name=op.f("pk_deliveries")),
    )
    with op.batch_alter_table("deliveries") as batch_op:
        batch_op.create_index(
            "ix_deliveries_open",
            ["at"],
            unique=False,
            sqlite_where=sa.text("not settled"),
            postgresql_where=sa.text("not settled"),
        )

    op.create_table(
        "desk_calls",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("dealership", sa.String(length=64), nullable=False),
        sa.Column("pool", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_calls")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("desk_calls") as batch_op:
        batch_op.create_index("ix_desk_calls_lead", ["lead_id"], unique=False)
        batch_op.create_index(
            "uq_desk_calls_open",
            ["dealership", "pool", "number"],
            unique=True,
            sqlite_where=sa.text("closed_at is null"),
            postgresql_where=sa.text("closed_at is null"),
        )

    op.create_table(
        "imports",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("dealership", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("member", sa.String(length=130), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("last_contact", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.CheckConstraint("status in ('open', 'sold', 'lost', '')", name=op.f("ck_imports_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_table(
        "keys",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_keys")),
    )
    op.create_table(
        "late_told",
        sa.Column("dealership", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=130), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("dealership", "member", name=op.f("pk_late_told")),
    )
    op.create_table(
        "shared_keys",
        sa.Column("dealership", sa.String(length=64), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("dealership", "key", name=op.f("pk_shared_keys")),
    )
    op.create_table(
        "texts",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("provider_id", sa.String(length=80), nullable=False),
        sa.Column("via", sa.String(length=8), nullable=False),
        sa.Column("dealership", sa.String(length=64), nullable=True),
        sa.Column("member", sa.String(length=130), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("to", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("lead_id", sa.String(length=16), nullable=True),
        sa.CheckConstraint("state in ('done', 'asked', 'silent', 'unknown')", name=op.f("ck_texts_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_texts")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_texts_provider_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("texts") as batch_op:
        batch_op.create_index("ix_texts_lead", ["lead_id"], unique=False)
        batch_op.create_index("ix_texts_number", ["number", "at"], unique=False)

    op.create_table(
        "turns",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("dealership", sa.String(length=64), nullable=False),
        sa.Column("pool", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=130), nullable=False),
        sa.Column("lead_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("credit", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("place_taken_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("turns") as batch_op:
        batch_op.create_index("ix_turns_lead", ["lead_id"], unique=False)
        batch_op.create_index(
            "ix_turns_member",
            ["dealership", "pool", "member", "id"],
            unique=False,
            sqlite_where=sa.text("place_taken_at is null"),
            postgresql_where=sa.text("place_taken_at is null"),
        )

    # SQLite makes these two tables anew: their numbers must go on.
    kept = {"sqlite_autoincrement": True}
    with op.batch_alter_table("assignments", table_kwargs=kept) as batch_op:
        batch_op.add_column(sa.Column("counted", sa.Boolean(), server_default=sa.text("true"), nullable=False))
        batch_op.add_column(sa.Column("price", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("back", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("back_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("back_why", sa.Text(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_assignments_back"), "back in ('refused', 'returned')")

    with op.batch_alter_table("journal", table_kwargs=kept) as batch_op:
        batch_op.alter_column(
            "effect", existing_type=sa.VARCHAR(length=40), type_=sa.String(length=64), existing_nullable=True
        )

    with op.batch_alter_table("lead_events") as batch_op:
        batch_op.add_column(sa.Column("via", sa.String(length=8), server_default="", nullable=False))
        batch_op.add_column(sa.Column("partner", sa.String(length=130), nullable=True))

    with op.batch_alter_table("lead_keys") as batch_op:
        batch_op.add_column(sa.Column("last_name", sa.String(length=64), server_default="", nullable=False))

    with op.batch_alter_table("leads") as batch_op:
        batch_op.add_column(sa.Column("overflow_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("sent_to", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("taken_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("shown", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("asked", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("erased_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("alarm_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("nudged", sa.Boolean(), server_default=sa.text("false"), nullable=False))
        batch_op.add_column(sa.Column("late_at", sa.BigInteger(), nullable=True))
        batch_op.create_index(
            "ix_leads_alarm",
            ["alarm_at"],
            unique=False,
            sqlite_where=sa.text("alarm_at is not null"),
            postgresql_where=sa.text("alarm_at is not null"),
        )
        batch_op.create_index(
            "ix_leads_late",
            ["late_at"],
            unique=False,
            sqlite_where=sa.text("late_at is not null"),
            postgresql_where=sa.text("late_at is not null"),
        )
        batch_op.create_index(
            "ix_leads_overflow",
            ["overflow_at"],
            unique=False,
            sqlite_where=sa.text("status = 'queued' and overflow_at is not null"),
            postgresql_where=sa.text("status = 'queued' and overflow_at is not null"),
        )

    with op.batch_alter_table("mails") as batch_op:
        batch_op.add_column(sa.Column("erased_at", sa.BigInteger(), nullable=True))

    op.add_column("offers", sa.Column("begun_at", sa.BigInteger(), nullable=True))
    op.add_column("offers", sa.Column("latest", sa.BigInteger(), nullable=True))
    op.add_column("offers", sa.Column("undelivered", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    # Where somebody stood before their turn is kept apart now: what is held out can still be given back.
    op.execute(
        "insert into turns (dealership, pool, member, lead_id, at, position)"
        " select dealership, pool, member, lead_id, at, position from offers"
        " where state = 'open' and position is not null order by id"
    )
    op.drop_column("offers", "position")

    with op.batch_alter_table("outbox") as batch_op:
        batch_op.add_column(sa.Column("delivery", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("delivery_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("again", sa.Boolean(), server_default=sa.text("false"), nullable=False))
        batch_op.add_column(sa.Column("erased_at", sa.BigInteger(), nullable=True))
        batch_op.create_index(
            "ix_outbox_dead",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'dead'"),
            postgresql_where=sa.text("state = 'dead'"),
        )
        batch_op.create_index(
            "ix_outbox_texts",
            ["to", "sent_at"],
            unique=False,
            sqlite_where=sa.text("channel = 'sms' and state = 'sent'"),
            postgresql_where=sa.text("channel = 'sms' and state = 'sent'"),
        )

    with op.batch_alter_table("spots") as batch_op:
        batch_op.add_column(sa.Column("weight", sa.Integer(), nullable=True))

    with op.batch_alter_table("tapes") as batch_op:
        batch_op.add_column(sa.Column("clock", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("weighed_on", sa.String(length=10), nullable=True))

    # Rows of the journal that belong to no pool are numbered for each dealership now.
    op.execute(
        "update journal set pool = (select dealership from tapes where pool = '') where pool = ''"
        " and (select count(*) from tapes where pool = '') = 1"
    )

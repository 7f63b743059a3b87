"""Offers know by which pools below the lead's own somebody is asked."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("offers", sa.Column("way", sa.Text(), nullable=True))

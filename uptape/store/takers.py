"""Which rows belong to a taker: a salesperson under their own key, a buyer under each order (`buyer.order`)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, or_


def is_of(member: str, taker: str) -> bool:
    """True where a member of a tape is that taker, or one of a buyer's orders."""
    return member == taker or member.startswith(f"{taker}.")


def belongs_to(column: Any, taker: str) -> ColumnElement[bool]:
    """The same as a condition on a column of members; to the letter, which LIKE is not (`_`, upper case on SQLite)."""
    return or_(column == taker, func.substr(column, 1, len(taker) + 1) == f"{taker}.")

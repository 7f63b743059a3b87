"""Which pool the delivery headers name."""

from __future__ import annotations

import pytest

from tests.doors.smtp_kit import resolve
from uptape.intake.imap_headers import find_pool, find_sender


@pytest.mark.parametrize(
    ("headers", "pool"),
    [
        ("Delivered-To: sales@leads.example", "sales"),
        ("delivered-to: <Sales+web@LEADS.example>", "sales"),
        ("X-Original-To: service@leads.example\nDelivered-To: sales@leads.example", "sales"),
        ("Delivered-To: box@bayou.example\nX-Original-To: service@leads.example", "service"),
        ("Envelope-To: a@bayou.example, sales@leads.example", "sales"),
        ("X-Envelope-To: sales@leads.example\nX-Forwarded-To: service@leads.example", "sales"),
        ("X-Forwarded-To: service@leads.example", "service"),
        ("Received: from a by b with SMTP id 7\n for <sales@leads.example>; Tue, 5 Mar 2030 12:00:00 +0000", "sales"),
        ("Received: by b for <service@leads.example>; x\nReceived: by a for <sales@leads.example>; x", "service"),
        ("To: sales@leads.example\nCc: sales@leads.example\nSubject: Delivered-To: sales@leads.example", None),
        ("Delivered-To: nobody@leads.example\nDelivered-To: (((", None),
        ("Subject: x\n\nDelivered-To: sales@leads.example", None),
        ("", None),
    ],
)
def test_the_most_exact_header_names_the_pool(headers: str, pool: str | None) -> None:
    raw = headers.replace("\n", "\r\n").encode() + b"\r\n\r\nbody\r\n"
    found = find_pool(raw, resolve)
    assert (found.pool if found else None) == pool


def test_what_is_no_mail_at_all_has_no_pool() -> None:
    assert [find_pool(raw, resolve) for raw in (b"", b"\x00\xff" * 1000, b":" * 100_000)] == [None] * 3


@pytest.mark.parametrize(
    ("header", "sender"),
    [("Return-Path: <web@site.example>", "web@site.example"), ("Return-Path: <>", ""), ("Subject: x", "")],
)
def test_the_sender_is_the_return_path(header: str, sender: str) -> None:
    assert find_sender(f"{header}\r\n\r\nx".encode()) == sender

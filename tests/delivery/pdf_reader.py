"""Reads PDFs with a library that takes nothing that is not as the standard says."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader


def printed(data: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text().rstrip("\n") for page in PdfReader(BytesIO(data), strict=True).pages]

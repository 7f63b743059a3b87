"""Byte fuzzing of the reader with atheris (libFuzzer): `make fuzz`, or `python -m tests.parsing.fuzz SECONDS`.

What it starts from are the sample mails; what breaks a promise of `test_properties.check` is written to `.fuzz/` as a file
`crash-…` (or `timeout-…`, `oom-…`), to be kept as a sample once it is mended.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
WORK = HERE.parents[1] / ".fuzz"
SECONDS_PER_MAIL = 5
"""Instrumented code is slower by about the factor two."""
WORDS = (
    "<adf>", "<prospect>", "</prospect>", "<customer>", "<contact>", "<name part=", "<vehicle>", "<comments>", "<![CDATA[", "]]>",
    "<!DOCTYPE", "<!ENTITY", "&amp;", "&#0;", "&lt;", "Content-Type: ", "multipart/mixed; boundary=", "message/rfc822", "text/html",
    "text/plain; charset=", "Content-Transfer-Encoding: ", "base64", "quoted-printable", "x-uuencode", "begin 644 a", "=?utf-8?b?",
    "=?utf-8?q?", "name*0*=", "format=flowed", "\\x0d\\x0a\\x0d\\x0a", "--x", "<table>", "<tr><td>", "<div>", "<br>", "<!--",
    "Name: ", "Phone: ", "512-555-0142", "@example.com", "2021 Ford F-150", "Auto-Submitted: ", "Subject: ", "L-7K3QX9", "\\xff\\xfe", "\\x00",
)  # fmt: skip


def seeds() -> list[bytes]:
    """The sample mails, and the hostile ones that are small."""
    from tests.parsing.hostile import HOSTILE

    mails = [path.read_bytes() for path in sorted(HERE.rglob("*.eml"))]
    mails += [path.read_bytes() for path in sorted((HERE.parents[1] / "parsers").rglob("*.eml"))]
    return [raw for raw in (*mails, *(make() for make in HOSTILE.values())) if len(raw) < 20_000]


def prepare() -> list[str]:
    """Writes seeds and words; gives the options of libFuzzer for them."""
    corpus = WORK / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, raw in enumerate(seeds()):
        (corpus / f"seed-{number:04}").write_bytes(raw)
    quoted = [word.replace('"', '\\"') for word in WORDS]
    (WORK / "words").write_text("".join(f'"{word}"\n' for word in quoted), "utf-8")
    return [
        f"-dict={WORK}/words",
        f"-artifact_prefix={WORK}/",
        "-max_len=20000",
        f"-timeout={SECONDS_PER_MAIL}",
        "-rss_limit_mb=2048",
        str(corpus),
    ]


def main() -> None:
    """Fuzzes for as many seconds as the first argument says (60); ends with an error at the first finding."""
    import atheris

    with atheris.instrument_imports(include=["uptape.parsing"]):
        from tests.parsing.test_properties import check
        from uptape.parsing.reader import warm_up

        warm_up()
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", *prepare()], check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

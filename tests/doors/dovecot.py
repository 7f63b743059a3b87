"""A real Dovecot with a configuration, a mailbox and a port of its own."""

from __future__ import annotations

import contextlib
import imaplib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

USER = "leads@sunset.example"
PASSWORD = "the-password"

_CONFIG = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_verbose = yes
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {root}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/mail
}}
mail_location = maildir:{root}/mail/Maildir
service imap-login {{
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service stats {{
  client_limit = 100
}}
mail_max_userip_connections = 50
maildir_stat_dirs = yes
{more}
"""


@dataclass
class Dovecot:
    """A server; `folder` is its INBOX as a Maildir."""

    root: Path
    port: int
    more: str = ""
    _process: subprocess.Popen[bytes] | None = None

    @property
    def folder(self) -> Path:
        return self.root / "mail" / "Maildir"

    def start(self, more: str | None = None) -> None:
        """Starts it, with other lines in its configuration where `more` is given."""
        self.more = self.more if more is None else more
        owner = pwd.getpwnam("nobody")
        (self.root / "mail").mkdir(exist_ok=True)
        os.chown(self.root / "mail", owner.pw_uid, owner.pw_gid)
        (self.root / "users").write_text(f"{USER}:{PASSWORD}::::::\n")
        config = _CONFIG.format(root=self.root, uid=owner.pw_uid, gid=owner.pw_gid, port=self.port, more=self.more)
        (self.root / "dovecot.conf").write_text(config)
        self._process = subprocess.Popen([shutil.which("dovecot") or "dovecot", "-F", "-c", self.root / "dovecot.conf"])
        self.client().logout()

    def stop(self) -> None:
        """Ends the server and all its connections."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(10)
            self._process = None

    def kick(self) -> None:
        """Drops all connections of the user."""
        subprocess.run(
            ["doveadm", "-c", self.root / "dovecot.conf", "kick", USER], check=False, stdout=subprocess.DEVNULL
        )

    def client(self) -> imaplib.IMAP4:
        """A client that is logged in, once the server answers."""
        for _ in range(200):
            try:
                found = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
                break
            except (OSError, imaplib.IMAP4.abort):
                assert self._process is not None
                ended = None
                with contextlib.suppress(subprocess.TimeoutExpired):  # waits for the server, or learns that it ended
                    ended = self._process.wait(0.05)
                assert ended is None, self.log()
        else:
            raise AssertionError(f"Dovecot does not answer:\n{self.log()}")
        try:
            found.login(USER, PASSWORD)
        except imaplib.IMAP4.error as error:
            raise AssertionError(f"{error}\n{self.log()}") from None
        return found

    def log(self) -> str:
        """What the server logged."""
        path = self.root / "log"
        return path.read_text() if path.exists() else ""

    def deliver(self, raw: bytes, folder: str = "INBOX", flags: str = "") -> None:
        """Puts a mail into a folder."""
        with self.client() as client:
            status, answer = client.append(folder, f"({flags})", None, raw)  # type: ignore[arg-type]
            assert status == "OK", answer

    def mails(self, folder: str = "INBOX") -> list[tuple[bytes, frozenset[str]]]:
        """The mails of a folder with their flags."""
        with self.client() as client:
            status, count = client.select(f'"{folder}"', readonly=True)
            if status != "OK" or count == [b"0"]:
                return []
            _, found = client.fetch("1:*", "(FLAGS BODY.PEEK[])")
            mails = []
            for at, item in enumerate(found):
                if isinstance(item, tuple):
                    behind = found[at + 1]
                    text = item[0] + (behind if isinstance(behind, bytes) else b"")
                    flags = re.search(rb"FLAGS \(([^)]*)\)", text)
                    assert flags is not None
                    mails.append((item[1], frozenset(flags.group(1).decode().split()) - {"\\Recent"}))
            return mails

    def renew_validity(self) -> None:
        """Gives the INBOX another UIDVALIDITY and other UIDs, as a restore of a mailbox does. Stop the server first."""
        for path in self.folder.glob("dovecot.index*"):
            path.unlink()
        uids = self.folder / "dovecot-uidlist"
        first, *rest = uids.read_text().splitlines()
        first = re.sub(r" V(\d+) N\d+", lambda found: f" V{int(found.group(1)) + 7} N1", first)
        assert rest is not None
        uids.write_text(first + "\n")


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    """A running server with an empty INBOX."""
    if os.getuid() != 0:
        pytest.skip("Dovecot with users of its own starts as root only")
    # Its login process runs as a user without rights and must get through the parents of its folder.
    root = Path(tempfile.mkdtemp(prefix="uptape-imap-"))
    root.chmod(0o755)
    server = Dovecot(root, free_port())
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(root, ignore_errors=True)

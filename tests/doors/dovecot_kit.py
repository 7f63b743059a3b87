"""A real Dovecot on a free port with a private configuration, and a person's view of its mailbox."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

USER, PASSWORD = "leads@bayou.example", "not-a-secret"

_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {base}/run
state_dir = {base}/state
instance_name = uptape-test
log_path = {base}/log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
auth_failure_delay = 0
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:{base}/mail
maildir_stat_dirs = yes
mailbox_idle_check_interval = 1 secs
imap_capability = {capability}
mail_max_userip_connections = 50
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/home
}}
"""


@dataclass
class Dovecot:
    """A server that can be stopped and started again on the same port."""

    base: Path
    port: int
    config: Path

    def start(self) -> None:
        """Starts and waits until it takes connections."""
        # No pipes: the daemon keeps them open, and reading them would never end.
        with (self.base / "start").open("wb") as said:
            subprocess.run([program(), "-c", str(self.config)], check=True, stdout=said, stderr=said, timeout=20)
        with socket.create_connection(("127.0.0.1", self.port), 10) as sock:
            assert sock.makefile("rb").readline().startswith(b"* OK")

    def stop(self) -> None:
        """Stops it; its connections end."""
        subprocess.run(
            [shutil.which("doveadm") or "doveadm", "-c", str(self.config), "stop"],
            check=False,
            capture_output=True,
            timeout=20,
        )

    def end(self) -> None:
        """Tells it to stop, and does not wait until it has: nobody uses it any more."""
        with suppress(OSError, ValueError):
            os.kill(int((self.base / "run" / "master.pid").read_text()), signal.SIGTERM)

    def person(self) -> Any:
        """A person's mail program, logged in."""
        from imapclient import IMAPClient

        client = IMAPClient("127.0.0.1", self.port, ssl=False, timeout=10)
        client.login(USER, PASSWORD)
        return client

    def put(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Delivers mails into a folder."""
        person = self.person()
        for mail in mails:
            person.append(folder, mail)
        person.logout()

    def count(self, folder: str = "INBOX", criteria: str = "ALL") -> int:
        """How many mails of a folder match."""
        person = self.person()
        if not person.folder_exists(folder):
            return 0
        person.select_folder(folder, readonly=True)
        found = person.search(criteria)
        person.logout()
        return len(found)


def program() -> str:
    """The path of dovecot."""
    return shutil.which("dovecot") or "/usr/sbin/dovecot"


@contextmanager
def a_dovecot(capability: str = "") -> Iterator[Dovecot]:
    """A running server with an empty mailbox. `capability` replaces the list that it announces."""
    # Not pytest's folder: the server drops its rights, and that one is closed to others.
    base = Path(tempfile.mkdtemp(prefix="uptape-dovecot-"))
    try:
        base.chmod(0o755)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        root = os.geteuid() == 0
        me = pwd.getpwuid(os.geteuid())
        mail = pwd.getpwnam("nobody") if root else me
        internal = pwd.getpwnam("dovecot") if root else me
        for folder in ("mail", "home"):
            (base / folder).mkdir()
            if root:
                os.chown(base / folder, mail.pw_uid, mail.pw_gid)
        config = base / "dovecot.conf"
        config.write_text(
            _CONFIG.format(
                base=base,
                port=port,
                capability=capability,
                password=PASSWORD,
                uid=mail.pw_uid,
                gid=mail.pw_gid,
                internal=internal.pw_name,
                internal_group="dovecot" if root else me.pw_name,
                login="dovenull" if root else me.pw_name,
            )
        )
        server = Dovecot(base, port, config)
        server.start()
        try:
            yield server
        finally:
            server.end()
    finally:
        shutil.rmtree(base, ignore_errors=True)

"""Keeps calls to other systems out of private networks: resolves a host once, judges it, and pins the address."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit


class Forbidden(Exception):
    """The host is at an address that must not be called."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL with the address that was judged, so that a second answer of the name server changes nothing."""

    url: str
    host: str
    port: int
    address: str

    @property
    def pinned(self) -> str:
        """The URL with the address in place of the name."""
        parts = urlsplit(self.url)
        address = f"[{self.address}]" if ":" in self.address else self.address
        return parts._replace(netloc=f"{address}:{self.port}").geturl()

    @property
    def host_header(self) -> str:
        """What goes into the Host header."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


def judge(url: str, private_hosts: tuple[str, ...]) -> Target:
    """The target of a URL. Raises Forbidden for private, loopback and odd addresses, OSError where it has none.

    `private_hosts` (lower case) may be called wherever they are.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Forbidden(f"{parts.scheme or 'no scheme'}: only http:// and https:// are called")
    host = parts.hostname.lower().rstrip(".")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise Forbidden("the port is no port") from error
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if host not in private_hosts:
        for address in found:
            if not _is_public(address):
                raise Forbidden(f"{host} is at {address}, a private address; name it under delivery.http.private_hosts")
    return Target(url, host, port, found[0])


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            ip = inner
    return ip.is_global and not ip.is_multicast

"""Which addresses plain http may lead to: this machine, and names that only the stack's own network knows."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

_OF_DOCKER: Final = (".docker.internal",)
"""Names that Docker gives to the machine itself."""


def stays_inside(host: str, subnet: str | None = None) -> bool:
    """Tell whether what is sent to a host never leaves the machine, so that nobody can read it on its way.

    Args:
        host: A name or an address, without a port.
        subnet: The stack's own IPv4 network.

    Returns:
        True for loopback, for a name without a dot (a service of the stack), for Docker's names of the machine, and
        for addresses in `subnet`.
    """
    name = host.strip("[]").rstrip(".").lower()
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return "." not in name or name.endswith((*_OF_DOCKER, ".localhost"))
    return address.is_loopback or (subnet is not None and address in ipaddress.ip_network(subnet))


def goes_out_in_clear(url: str, subnet: str | None = None) -> bool:
    """Tell whether a URL sends plain http to another machine."""
    parts = urlsplit(url)
    return parts.scheme == "http" and not stays_inside(parts.hostname or "", subnet)

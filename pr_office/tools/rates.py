"""Whom a limit of attempts counts as one and the same visitor."""

from ipaddress import IPv6Address, ip_address


def address_key(address):
    """Return what stands for the visitors of an Internet address.

    A whole /64 of IPv6 counts as one: that is what a household or a telephone gets,
    and whoever has it may take any of its addresses.

    :param str address: as the server tells it, empty when unknown
    :rtype: str
    """
    try:
        parsed = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64)) + "/64"
    return str(parsed)

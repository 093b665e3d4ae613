"""The XML namespaces that the program knows."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

NAMESPACES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "libosinfo": "http://libosinfo.org/xmlns/libvirt/domain/1.0",
        "qemu": "http://libvirt.org/schemas/domain/qemu/1.0",
        "virtgui": "https://virtgui.org/xmlns/machine/1",
    }
)
"""The namespaces that a path may name by prefix; a document may use other prefixes for them."""

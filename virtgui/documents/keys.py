"""What tells siblings of one name apart."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from virtgui.documents.namespaces import NAMESPACES

KEY_ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "vcpupin": "vcpu",
        "vcpusched": "vcpus",
        "iothreadpin": "iothread",
        "iothreadsched": "iothreads",
        "iothread": "id",
        "feature": "name",
        "cell": "id",
        "memnode": "cellid",
        "sibling": "id",
        "timer": "name",
        "event": "name",
        "entry": "name",
        "seclabel": "model",
        "initenv": "name",
        "parameter": "name",
        "vcpu": "id",
        "cache": "level",
        f"{{{NAMESPACES['qemu']}}}env": "name",
    }
)
"""By which attribute siblings of a name are told apart."""

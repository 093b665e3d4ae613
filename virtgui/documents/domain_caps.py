"""Domain capabilities: what one kind of machine can have on a node."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from virtgui.core.values.domain_caps import CpuModel, DomainCaps
from virtgui.documents.document import DocumentError, DocumentProblem, parse_root
from virtgui.documents.properties import child

_ROOT: Final = "domainCapabilities"
_YES: Final = "yes"
_USABLE: Final[Mapping[str, bool]] = MappingProxyType({"yes": True, "no": False})
_SUPPORTED: Final = "supported"

_Enumerations = dict[str, tuple[str, ...]]


def read_domain_caps(xml_text: str) -> DomainCaps:
    """Read a domain capabilities document; machine types stand in the node's capabilities.

    Raises:
        DocumentError: The text is no such document.
    """
    root = parse_root(xml_text, keep_blanks=False)
    if root.tag != _ROOT:
        raise DocumentError(DocumentProblem.WRONG_ROOT, detail=str(root.tag))
    modes = {
        mode.get("name", ""): mode for mode in root.iterfind("cpu/mode") if _is_supported(mode)
    }
    vcpus = child(root, "vcpu")
    most = "" if vcpus is None else vcpus.get("max", "")
    loader = _enumerations(root.find("os/loader"))
    return DomainCaps(
        emulator=root.findtext("path") or "",
        machine=root.findtext("machine") or "",
        arch=root.findtext("arch") or "",
        virt_type=root.findtext("domain") or "",
        vcpus_max=int(most) if most.isdecimal() else None,
        devices=_devices(root),
        firmwares=_enumerations(root.find("os")).get("firmware", ()),
        loaders=tuple(value.text or "" for value in root.iterfind("os/loader/value")),
        secure_loader=_YES in loader["secure"] if "secure" in loader else None,
        cpu_modes=tuple(modes),
        host_model=_text(modes.get("host-model"), "model"),
        cpu_models=tuple(_models(modes.get("custom"))),
        cpu_features=_required(modes.get("host-model")),
        features=_features(root),
        hyperv=_enumerations(root.find("features/hyperv")).get("features", ()),
    )


def _is_supported(element: etree._Element) -> bool:
    return element.get(_SUPPORTED) == _YES


def _text(element: etree._Element | None, tag: str) -> str:
    return "" if element is None else element.findtext(tag) or ""


def _enumerations(element: etree._Element | None) -> _Enumerations:
    if element is None:
        return {}
    return {
        enum.get("name", ""): tuple(value.text or "" for value in enum.iterchildren("value"))
        for enum in element.iterchildren("enum")
    }


def _devices(root: etree._Element) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    found: dict[str, _Enumerations] = {}
    places = [*root.iterfind("devices/*"), *root.iterfind("memoryBacking")]
    for element in (*places, *root.iterfind("os/loader")):
        told = _enumerations(element)
        known = told or {_SUPPORTED: (_YES,)}
        found[str(element.tag)] = known if _is_supported(element) else {}
    options: _Enumerations = {}
    for mode in root.iterfind("cpu/mode"):
        options |= _enumerations(mode)
    return found | ({"cpu": options} if options else {})


def _features(root: etree._Element) -> Mapping[str, bool]:
    places = [*root.iterfind("iothreads"), *root.iterfind("features/*")]
    return {
        str(element.tag): _is_supported(element) for element in places if element.get(_SUPPORTED)
    }


def _models(custom: etree._Element | None) -> Iterator[CpuModel]:
    if custom is None:
        return
    blockers = {
        entry.get("model", ""): tuple(
            feature.get("name", "") for feature in entry.iterchildren("feature")
        )
        for entry in custom.iterchildren("blockers")
    }
    for model in custom.iterchildren("model"):
        name, vendor = model.text or "", model.get("vendor", "")
        yield CpuModel(
            name=name,
            usable=_USABLE.get(model.get("usable", "")),
            blockers=blockers.get(name, ()),
            is_deprecated=model.get("deprecated") == _YES,
            vendor="" if vendor == "unknown" else vendor,
        )


def _required(mode: etree._Element | None) -> tuple[str, ...]:
    """The features that "host-model" adds to its model."""
    if mode is None:
        return ()
    return tuple(
        feature.get("name", "")
        for feature in mode.iterchildren("feature")
        if feature.get("policy") == "require"
    )

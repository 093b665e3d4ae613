"""A node's sysinfo document: what its firmware says of the machine."""

from virtgui.documents.document import parse_root


def read_maker(text: str) -> tuple[str, str]:
    """Manufacturer and product; empty where they are not told.

    Raises:
        DocumentError: it is no well-formed XML.
    """
    root = parse_root(text)
    found = {
        entry.get("name", ""): (entry.text or "").strip() for entry in root.iterfind("system/entry")
    }
    return found.get("manufacturer", ""), found.get("product", "")

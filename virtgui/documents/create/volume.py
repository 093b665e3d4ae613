"""The XML of a new storage volume."""

from lxml import etree

from virtgui.documents.properties import check_xml_text


def volume_xml(
    name: str, capacity: int, *, allocation: int | None = None, volume_format: str = ""
) -> str:
    """Write the XML that libvirt creates a volume from.

    Args:
        name: Its name in the pool.
        capacity: Bytes that a guest sees.
        allocation: Bytes to take now; None leaves it to the pool.
        volume_format: "qcow2", "raw", ...; empty leaves it to the pool.

    Raises:
        ValueError: XML cannot carry the name or the format.
    """
    for text in (name, volume_format):
        check_xml_text(text)
    volume = etree.Element("volume")
    etree.SubElement(volume, "name").text = name
    etree.SubElement(volume, "capacity", unit="bytes").text = str(capacity)
    if allocation is not None:
        etree.SubElement(volume, "allocation", unit="bytes").text = str(allocation)
    if volume_format:
        target = etree.SubElement(volume, "target")
        etree.SubElement(target, "format", type=volume_format)
    return etree.tostring(volume, encoding="unicode")

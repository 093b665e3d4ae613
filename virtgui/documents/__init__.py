"""libvirt's XML documents, read safely and edited in place."""

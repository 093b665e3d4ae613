"""From libvirt objects to our values: one module per kind of object."""

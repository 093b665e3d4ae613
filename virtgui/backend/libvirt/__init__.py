"""The libvirt driver: connections, events, statistics, operations."""

"""Drivers: what talks to libvirt. No Qt; every call here may wait."""

"""virtgui: see and run virtual machines and containers on any number of libvirt hosts."""

__version__ = "0.1.0"

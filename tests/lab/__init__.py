"""Real libvirt nodes on this machine, for the tests: network namespaces, daemons, guests."""

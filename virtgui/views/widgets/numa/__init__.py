"""What the NUMA page of a host is painted with."""

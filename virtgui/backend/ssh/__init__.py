"""SSH: the way to nodes far away. Imported only when a connection needs it."""

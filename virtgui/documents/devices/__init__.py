"""The declared properties of devices: one module per kind, each property one line."""

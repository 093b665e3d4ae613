"""Editing a document: what differs, one step back, what two people changed at once."""

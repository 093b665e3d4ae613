"""Painters of table, tree and list rows."""

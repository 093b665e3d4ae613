"""Panes around the pages: tasks and events at the bottom."""

"""Frozen values that cross from the backend to the window."""

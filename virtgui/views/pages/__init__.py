"""The pages of the window: one per kind of object."""

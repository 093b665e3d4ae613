"""The declared properties of a domain's own settings: one view of the root element per form."""

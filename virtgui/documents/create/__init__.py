"""New documents, made from small forms."""

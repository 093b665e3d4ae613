"""Translations: .ts sources; .qm files are built from them."""

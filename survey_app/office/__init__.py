"""Office files: what Word and Excel documents of any report share."""

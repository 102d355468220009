"""Auditing: the journal proved whole, then everything that it tells of held against the rows that are stored now (docs/journal.md)."""

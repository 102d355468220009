"""The household wave that is in the field now: its frame, its draw, and everything between a form handed out and one of record."""

"""Reports: one module each."""

"""Frame, draw and casework: what the sample is taken from, how it is drawn, what becomes of its cases."""

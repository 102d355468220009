"""Charts as SVG text, from plain dataclasses: no Flask, no database; positions follow from the numbers alone.

Every chart is one `draw_…(frame, chart)` and one `describe_…(chart)`, its text alternative. Ink is `currentColor` at several
strengths, so a chart is right on light and dark paper, in print and in grey; a page may add colour by the classes.
"""

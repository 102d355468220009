"""Forms keyed elsewhere: a CSV or Excel file read, checked row by row and handed to the intake."""

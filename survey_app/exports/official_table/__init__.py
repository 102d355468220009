"""The official table of a wave (the form of Annex I): what stands in it, and how it is written as CSV, XLSX and DOCX."""

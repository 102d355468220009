"""Single questions: what is summed of them (`plans`), their figures (`figures`), and which of these may be shown (`disclosure`)."""

"""The questionnaire on paper: laid out once from the instrument, then one copy a sampled household."""

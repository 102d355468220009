"""The tables of questions outside the index (sections A and C): interest, channels, participation, harassment, expectations."""

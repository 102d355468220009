"""From responses to published results: extract, check, weight, estimate, disclose, publish."""

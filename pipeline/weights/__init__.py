"""From selection probabilities to final weights: base, nonresponse, trimming, calibration to known counts."""

"""Hardware and settings of a machine as forms: data that a page renders."""

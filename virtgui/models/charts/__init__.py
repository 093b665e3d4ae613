"""Charts without their pictures: what is shown, of which time, in which words."""

"""The Hardware tab: the list of devices, their forms, the review of what is about to change."""

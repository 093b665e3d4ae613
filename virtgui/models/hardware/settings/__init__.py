"""The forms of the domain's own settings: all that is not a device."""

"""Where threads meet Qt: the backend's messages become signals in the GUI thread."""

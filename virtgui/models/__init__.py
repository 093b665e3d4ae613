"""Item models and view state, without widgets."""

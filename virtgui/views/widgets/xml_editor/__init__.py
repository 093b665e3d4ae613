"""An editor for XML: colours, folds, completion, problems, search."""

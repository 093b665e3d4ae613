"""The chart of the performance pages: one widget of ours, curves by pyqtgraph."""

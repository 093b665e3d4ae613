"""What operations and queries do: one function each, in one module per noun."""

"""Small parts that pages and dialogs are put together from. Each takes the look first."""

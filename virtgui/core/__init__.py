"""The vocabulary of the program: values, operations, errors. Standard library only."""

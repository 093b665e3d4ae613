"""Questions of connections to the user."""

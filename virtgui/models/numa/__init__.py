"""Where machines run on a host: what is, what is proposed, and what is wrong with it."""

"""Tables, sessions and migrations. Nothing is decided here: rows go in and out as values of the core."""

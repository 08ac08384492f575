"""Django's PostgreSQL backend, with a lighter look at whether a connection still stands."""

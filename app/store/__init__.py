"""Where rehearsals are kept: SQLite or PostgreSQL behind domain objects."""

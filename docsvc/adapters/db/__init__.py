"""SQLAlchemy behind the unit of work: SQLite by default, PostgreSQL to grow."""

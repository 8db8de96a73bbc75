"""The book: the only room that speaks SQL (SQLAlchemy 2 Core; SQLCipher file by default, PostgreSQL when shared)."""

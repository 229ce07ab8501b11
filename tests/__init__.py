"""Tests, and the real servers they talk to (PostgreSQL, SMTP). Nothing outside imports from here."""

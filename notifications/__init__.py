"""Notices become mails, and mails leave. Nothing here decides what is due or reads a rulebook file."""

"""The engine: core decides, store keeps, run acts. No mails, YAML files, pages or commands in here."""

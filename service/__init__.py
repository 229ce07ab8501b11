"""The background service: command line, web pages, composition, the one clock. Nobody imports it."""

"""The rulebooks (YAML) with their loader, check and drawing. Nothing here runs a matter."""

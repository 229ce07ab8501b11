"""The rulebooks that come with the program: YAML files and nothing else."""

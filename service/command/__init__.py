"""The commands, one file for each family. They read what was typed, call the rooms below and print; they decide nothing."""

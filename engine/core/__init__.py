"""Pure rules: language, calendar, clocks, step, organisation. No I/O, no library, no clock of its own."""

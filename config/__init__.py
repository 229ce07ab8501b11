"""Settings, the county folder, calendars, the sample county. No state is kept here, no matter known."""

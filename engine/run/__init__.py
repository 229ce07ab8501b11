"""Commands, sweep, recurrence, monitor, auditor: they act on stored matters. No mail is worded here."""

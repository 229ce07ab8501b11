"""How long a mail that did not leave waits for its next try. A table, nothing else."""

from datetime import timedelta

#: After the first, second, ... failed try; the last one holds for all that follow. The first are short, because most faults
#: are; the cap keeps a restored server from being asked more than it needs, and a mail from lying longer than an hour.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 40, 60))


def wait_after(attempts: int) -> timedelta:
    """The wait after so many tries, the failed one included."""
    return WAITS[min(max(attempts, 1), len(WAITS)) - 1]

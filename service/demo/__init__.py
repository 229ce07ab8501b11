"""The demo: the sample county with the real service, on a clock that leaps from one instant to the next.

Only people's acts are written down beforehand (story.py, diligence.py). Whatever is said, to whom and when, comes from the
rulebooks, through the sweep, the outbox and the mail transport of the service.
"""

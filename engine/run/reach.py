"""To whose address a person's lines go: people without e-mail are reached through a stand-in.

Here: domain.md 4.3 (the pair covers for each other) as a look-up. Not here: absence (engine/core/organisation.py), sending.
"""

from engine.core.organisation import HEAD, Organisation


def addressee(organisation: Organisation, code: str) -> str:
    """The person whose address is used: himself, the other of his pair, his unit's contact, its head; "" = nobody."""
    person = organisation.people.get(code)
    if person is None:
        return ""
    if person.email:
        return code
    for candidate in _stand_ins(organisation, code):
        other = organisation.people.get(candidate)
        if other is not None and other.email:
            return candidate
    return ""


def _stand_ins(organisation: Organisation, code: str) -> list[str]:
    own = [post for post in organisation.posts if code in (post.a, post.b)]
    pairs = [post.b if post.a == code else post.a for post in own]
    units = list(dict.fromkeys(post.unit for post in own))
    contacts = [post.a for post in organisation.posts if post.unit in units and post.kind == "contact"]
    heads = [head.a for unit in units if (head := organisation.post(HEAD, unit)) is not None]
    return [candidate for candidate in (*pairs, *contacts, *heads) if candidate and candidate != code]

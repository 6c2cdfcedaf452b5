"""What an article of another collection's naming is called in the library."""

from __future__ import annotations

from service.errors import InvalidInput
from service.library.identity import article_id
from service.records import DEFAULT_COLLECTION, Draft


def article_name(stated: str) -> str:
    """The name itself where the library can keep it as an id, else one made of it, which is always the same."""
    try:
        return article_id(Draft(text="", id=stated), DEFAULT_COLLECTION)
    except InvalidInput:
        return article_id(Draft(text="", origin=stated), DEFAULT_COLLECTION)

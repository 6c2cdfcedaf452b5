"""What is said where there is no answer: one plain sentence a reason."""

from __future__ import annotations

from collections.abc import Mapping

from service.records import Reason

ABSTENTIONS: Mapping[Reason, str] = {
    "no_evidence": "Nothing in the library is about this.",
    "below_threshold": "The library does not answer this.",
    "unverified": "An answer was written, but the articles do not prove it.",
    "out_of_range": "The library holds nothing from that time.",
}

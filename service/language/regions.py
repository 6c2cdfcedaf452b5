"""The continents that countries lie in."""

from __future__ import annotations

from functools import lru_cache

from service.language.word_lists import word_list

_REGIONS = {
    "europe": "albania andorra austria belarus belgium bosnia bulgaria croatia czechia denmark estonia "
    "finland france germany greece hungary iceland ireland italy kosovo latvia liechtenstein "
    "lithuania luxembourg malta moldova monaco montenegro netherlands north_macedonia norway poland "
    "portugal romania scotland serbia slovakia slovenia spain sweden switzerland ukraine "
    "united_kingdom wales england",
    "africa": "algeria angola benin botswana burkina_faso burundi cameroon cape_verde "
    "central_african_republic chad comoros congo egypt eritrea eswatini ethiopia gabon gambia ghana "
    "guinea ivory_coast kenya lesotho liberia libya madagascar malawi mali mauritania mauritius "
    "morocco mozambique namibia niger nigeria rwanda senegal sierra_leone somalia south_africa "
    "south_sudan sudan tanzania togo tunisia uganda zambia zimbabwe",
    "asia": "afghanistan bangladesh bhutan brunei cambodia china india indonesia japan kazakhstan kyrgyzstan "
    "laos malaysia maldives mongolia myanmar nepal north_korea pakistan philippines singapore "
    "south_korea sri_lanka taiwan tajikistan thailand tibet turkmenistan uzbekistan vietnam",
}


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    return {
        country.replace("_", " "): region for region, countries in _REGIONS.items() for country in word_list(countries)
    }


def regions(places: frozenset[str]) -> frozenset[str]:
    """The continents of the countries among canonical names of `service.language.places`."""
    table = _table()
    return frozenset(table[place] for place in places if place in table)

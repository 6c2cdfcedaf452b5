"""Countries and their peoples under one name: "US", "American" and "United States" are one place."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# The canonical name, then every other name and the adjectives and nouns of its people.
# A name in capitals, or after "^", counts only with those capitals: in lower case
# it is another word ("us", "turkey", "polish").
_PLACES = """
afghanistan afghan afghans afghani|albania albanian|algeria algerian|andorra andorran|angola angolan
argentina argentine argentinian|armenia armenian|australia australian aussie|austria austrian
azerbaijan azerbaijani azeri|bahamas bahamian|bahrain bahraini|bangladesh bangladeshi|barbados barbadian
belarus belarusian belarussian byelorussian|belgium belgian|belize belizean|benin beninese|bhutan bhutanese
bolivia bolivian|bosnia bosnian bosnia_and_herzegovina|botswana botswanan|brazil brazilian|brunei bruneian
bulgaria bulgarian|burkina_faso burkinabe|burundi burundian|cambodia cambodian|cameroon cameroonian
canada canadian|cape_verde cape_verdean|central_african_republic|^chad chadian|chile chilean|china chinese prc
colombia colombian|comoros comorian|congo congolese drc|costa_rica costa_rican|croatia croatian croat|cuba cuban
cyprus cypriot|czechia czech czech_republic|denmark danish dane|djibouti djiboutian|dominican_republic dominican
ecuador ecuadorian ecuadorean|egypt egyptian|el_salvador salvadoran salvadorean|england english|eritrea eritrean
estonia estonian|eswatini swaziland|ethiopia ethiopian|fiji fijian|finland finnish ^Finn|france french frenchman
gabon gabonese|gambia gambian|^georgia georgian|germany german|ghana ghanaian|greece greek hellenic|grenada grenadian
guatemala guatemalan|^guinea guinean|guyana guyanese|haiti haitian|honduras honduran|hungary hungarian
iceland icelandic icelander|india indian|indonesia indonesian|iran iranian persia|iraq iraqi
ireland irish irishman|israel israeli|italy italian|ivory_coast ivorian cote_d'ivoire|jamaica jamaican
japan japanese|^jordan jordanian|kazakhstan kazakh|kenya kenyan|kosovo kosovan kosovar|kuwait kuwaiti
kyrgyzstan kyrgyz|laos laotian lao|latvia latvian|lebanon lebanese|lesotho|liberia liberian|libya libyan
liechtenstein|lithuania lithuanian|luxembourg luxembourgish|madagascar malagasy|malawi malawian
malaysia malaysian|maldives maldivian|^mali malian|malta maltese|mauritania mauritanian|mauritius mauritian
mexico mexican|moldova moldovan|monaco monegasque|mongolia mongolian|montenegro montenegrin|morocco moroccan
mozambique mozambican|myanmar burma burmese|namibia namibian|nepal nepalese nepali
netherlands dutch dutchman holland|new_zealand new_zealander kiwi|nicaragua nicaraguan|niger nigerien
nigeria nigerian|north_korea north_korean dprk|north_macedonia macedonia macedonian|norway norwegian|oman omani
pakistan pakistani|palestine palestinian|panama panamanian|papua_new_guinea|paraguay paraguayan|peru peruvian
philippines filipino philippine|poland ^Polish ^Pole|portugal portuguese|qatar qatari|romania romanian
russia russian russian_federation|rwanda rwandan|samoa samoan|saudi_arabia saudi saudi_arabian ksa
scotland scottish scot scots scotsman|senegal senegalese|serbia serbian serb|seychelles
sierra_leone sierra_leonean|singapore singaporean|slovakia slovak slovakian|slovenia slovenian slovene
somalia somali|south_africa south_african|south_korea south_korean|south_sudan south_sudanese
soviet_union soviet USSR|spain spanish spaniard|sri_lanka sri_lankan|sudan sudanese|suriname surinamese
sweden swedish swede|switzerland ^Swiss swiss|syria syrian|taiwan taiwanese|tajikistan tajik|tanzania tanzanian
thailand thai|tibet tibetan|togo togolese|tonga tongan|trinidad trinidadian trinidad_and_tobago|tunisia tunisian
^turkey turkish turkiye ^Turk|turkmenistan turkmen|uganda ugandan|ukraine ukrainian ukrainians
united_arab_emirates uae emirati|uruguay uruguayan|uzbekistan uzbek
united_kingdom uk u.k. britain great_britain british briton brit
united_states US u.s. u.s.a. usa america american united_states_of_america|vanuatu|vatican vatican_city
venezuela venezuelan|vietnam vietnamese|wales welsh welshman|yemen yemeni yemenite|zambia zambian
zimbabwe zimbabwean|europe european|africa african|asia asian|european_union eu e.u.|crimea crimean
hong_kong hong_konger|nato|united_nations un u.n.|chechnya chechen|gaza gazan|greenland greenlandic|kyiv kiev
kharkiv kharkov|odesa odessa|lviv lvov|beijing peking|mumbai bombay|kurdistan kurdish kurd|catalonia catalan
basque
"""


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], dict[str, str]]:
    """Names in any case, and names that count only as they are written, to canonical names."""
    sure: dict[str, str] = {}
    as_written: dict[str, str] = {}
    for entry in _PLACES.replace("\n", "|").split("|"):
        names = entry.split()
        if not names:
            continue
        canonical = names[0].lstrip("^").replace("_", " ")
        for name in names:
            _enter(name.replace("_", " "), canonical, sure, as_written)
    return sure, as_written


def _enter(name: str, canonical: str, sure: dict[str, str], as_written: dict[str, str]) -> None:
    if name.startswith("^"):
        capital = name[1].upper() + name[2:]
        for written in (capital, capital.upper()):
            as_written[written] = canonical
            as_written[written + ("S" if written.isupper() else "s")] = canonical
    elif name.isupper():
        as_written[name] = canonical
    else:
        sure[name] = canonical
        if not name.endswith(("s", "sh", "ch", ".")):
            sure[name + "s"] = canonical


@lru_cache(maxsize=16_384)
def place_of(word: str) -> str | None:
    """The canonical lower-case name of the country that a name, demonym or adjective belongs to, else None.

    "Chinese" → "china"; "US", "U.S." and "American" → "united states". Accents and a possessive
    ending do not matter; case does where a name is also a common word ("us", "turkey").
    """
    word = word.replace("’", "'").removesuffix("'s").removesuffix("'")
    sure, as_written = _table()
    if word in as_written:
        return as_written[word]
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    folded = "".join(character for character in decomposed if not unicodedata.combining(character))
    return sure.get(folded)


@lru_cache(maxsize=1)
def _long_names() -> re.Pattern[str]:
    names = sorted((name for name in _table()[0] if " " in name), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(name).replace(r"\ ", r"\s{1,4}") for name in names) + r")\b", re.I)


_WORD = re.compile(r"(?:[^\W\d_]\.){2,8}|[^\W\d_]++(?:['’][^\W\d_]++)?+")


def find_places(text: str) -> tuple[tuple[int, int, str], ...]:
    """Every place named in `text` as (start, end, canonical name), longest names first, in order."""
    found = [(m.start(), m.end(), place_of(" ".join(m.group().split())) or "") for m in _long_names().finditer(text)]
    spans = iter([*found, (len(text) + 1, len(text) + 1, "")])
    start, end, _ = next(spans)
    places: list[tuple[int, int, str]] = list(found)
    for match in _WORD.finditer(text):
        while match.start() >= end:
            start, end, _ = next(spans)
        if match.end() > start:
            continue
        canonical = place_of(match.group())
        if canonical is not None:
            places.append((match.start(), match.end(), canonical))
    return tuple(sorted(places))

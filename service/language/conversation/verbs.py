"""Which words of a question are verbs, by a list of those that news and its readers use."""

from __future__ import annotations

from functools import lru_cache

from service.language.lexemes import Lexemes
from service.language.nouns import STOPS, is_plural
from service.language.sought import AUXILIARIES
from service.language.word_lists import word_set
from service.language.words import stem

_ONLY_VERBS = word_set(
    "abandon accept accuse achieve acquire add admit agree allow announce appear appoint approve arrest "
    "arrive ask assess avoid ban beat become begin believe belong blame block bomb borrow break bring build "
    "burn buy cancel carry catch cause celebrate choose close collapse come compare complain condemn confirm "
    "consider contain continue contribute convict cover crash create criticise decide declare defeat defend "
    "demand deny deploy describe destroy develop die direct discover discuss dismiss do drive earn eat elect "
    "emerge employ enter escape evacuate exist expand expect explain explode face fail favour favor feel "
    "fight file find finish fire fly follow force gain gather get give go grow halt happen hear help hire "
    "hold host identify include injure intend introduce invade invent invest investigate involve join keep "
    "kill know lack lay lead learn leave lend let like live look lose make mean meet name need open operate "
    "oppose order organise own participate pay pass perform persuade predict prepare prevent produce promise "
    "propose protect prove publish pull push put raise reach react read receive recognise recommend recover "
    "reduce refuse reject release rely remain remove reopen replace require rescue resign retire reveal run "
    "save say score see seek seem sell send serve settle sign sink sit speak spend stand start stay steal "
    "step stop suffer suggest sue support survive suspect suspend take teach tell think threaten throw travel "
    "try use visit wait walk want warn watch wear win wish withdraw worry wound write finance fund broadcast "
    "ship attend act ride injure hurt hide hit lift rise fall shut quit cast draw cut enjoy fix handle issue "
    "land list manage mark match miss move pick plant point press print record rent repair respond rule "
    "search secure set settle share shoot show sing spread sponsor swim target treat trust turn vote work "
    "strike study play plan offer cost charge claim call end change attack drop increase decrease report "
    "return launch control test trade deal visit talk bid race"
)
# Of those, what is a noun as often: only where a verb is wanted are they verbs.
_NOUNS_TOO = word_set(
    "ban bomb crash cause demand drive escape face favour favor fight file find fire fly force gain halt help "
    "host hold lack lead like look match miss move name need order pass pay plant point press print promise "
    "pull push raise record release rent repair rescue return rule run save score search share ship show sign "
    "sink stand start stay step stop support suspect trust turn use visit vote wait walk watch win wish work "
    "wound strike study play plan offer cost charge claim call end change attack drop increase decrease "
    "report launch control test trade deal talk bid race fund finance issue land list mark ride rise fall cut "
    "draw cast cover hit act set shoot spread lift shut broadcast close treat"
)
_NOUNS_IN_ING = word_set(
    "building housing training morning evening meeting funding spending king ring wing thing spring string painting "
    "parking warning hearing ruling opening beginning wedding feeling clothing engineering ceiling offering earning "
    "shipping mining banking farming fishing boxing rowing cycling swimming sailing skiing bombing shooting killing "
    "stabbing sibling icing beijing reading nothing something anything everything following during"
)
_NOT_PAST = word_set(
    "need bed red hundred seed speed breed weed feed shed sled deed greed creed wed united bleed embed"
)
_DESCRIBING = word_set("a an the this that these those its his her their my your our some any many few which new first")


def _ends_clause(lexemes: Lexemes, at: int) -> bool:
    return lexemes.kind(at) not in ("word", "code") or lexemes.word(at) in STOPS


@lru_cache(maxsize=1)
def _stems() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(stem, _ONLY_VERBS)), frozenset(map(stem, _NOUNS_TOO))


def is_past(word: str) -> bool:
    """Whether a lower-case word is a past form: "visited", "won"."""
    if word.endswith("ed"):
        return word not in _NOT_PAST and len(word) > len("red")
    return not word.endswith(("s", "ing", "e")) and stem(word) != word and stem(word) in _stems()[0]


def known_verb(word: str) -> bool:
    """Whether a lower-case word is a form of a listed verb."""
    return stem(word) in _stems()[0]


def reads_as_verb(lexemes: Lexemes, at: int, first: int, base_due: bool) -> bool:
    """Whether the word at a position is a verb in a run of words that began at `first`.

    `base_due` says that an auxiliary and its subject came before, so that a bare verb must follow.
    """
    word, before = lexemes.word(at), lexemes.word(at - 1)
    if lexemes.kind(at) != "word" or (lexemes.capitalised(at) and not lexemes.opens_sentence(at)):
        return False
    if lexemes.hyphen(at - 1) or lexemes.hyphen(at + 1):
        return False
    if at > 0 and (before in _DESCRIBING or lexemes.surface(at - 1).endswith(("'s", "’s"))):
        return before in ("which", "that", "many", "this") and is_past(word)
    if word.endswith("ing") and word not in _NOUNS_IN_ING and len(word) > len("being"):
        return True
    if is_past(word):
        return True
    if not known_verb(word):
        return False
    both = stem(word) in _stems()[1]
    if base_due:
        return not word.endswith("s") or not both
    if is_plural(before) and before != "people" and at > first and _ends_clause(lexemes, at + 1):
        return not word.endswith("s")
    if before == "people" and at > first:
        return not word.endswith("s")
    if at == first:
        return not both or before in ("who", "what", "to") or before in AUXILIARIES
    return not both or lexemes.word(at + 1) in _DESCRIBING

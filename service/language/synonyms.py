"""Words that news prose exchanges for one another without changing what is claimed."""

from __future__ import annotations

from functools import lru_cache

from service.language.words import stem

_GROUPS = """
kill die dead death deadly fatal fatality|hurt injure injury wound|close shut closure
begin start launch commence opening beginning
end finish conclude over|buy purchase acquire|large big huge great major
fall drop decline decrease slide slip lower down dip shrink
rise increase climb grow growth jump surge up higher raise|show reveal indicate suggest demonstrate
get receive obtain earn
ask request seek want demand call|help aid assist assistance|choose select pick name appoint
stop halt cease pause suspend
send dispatch deploy deployment|near close nearby beside alongside vicinity|build construct construction erect
use employ utilise
keep retain hold remain stay|happen occur place|cause reason because due owing blame|need require must
plan intend intention aim propose hope
try attempt effort seek|win victory beat defeat triumph|lose loss|pay cost spend price worth charge fee
fine penalty punish
job post position work worker employee staff personnel workforce
company firm business corporation maker operator owner
house home household residence|country nation state|frontier border boundary
troop soldier serviceman servicemember force
plane aircraft jet|ship vessel boat|car vehicle|attack assault strike offensive raid|hit strike affect
government administration authority
police officer|doctor physician|child kid boy girl|resident inhabitant villager people person
people person human man woman
head lead leader chief ceo director boss chair chairman chairwoman run|minister secretary|captain skipper
spokesman spokeswoman spokesperson
report study research paper finding survey|researcher scientist expert|build-up buildup
roughly about around approximately nearly almost
quarter fourth|half|double twice|exercise drill manoeuvre maneuver|meet meeting talk discuss discussion conversation
agree agreement deal accord
approve approval back support endorse vote|oppose against opposition reject|leave depart departure quit exit withdraw
arrive reach come|move shift relocate|carry bring transport take|give provide supply offer hand grant
make produce produced
allow let permit|join member|warn warning caution|fear worry concern
hope expect forecast predict projection prediction anticipate
evacuate evacuation|flood flooding|fire blaze|spill leak|destroy ruin wreck|damage harm|crop harvest
money fund sum amount cash
law legal|court judge tribunal|lawyer attorney|trial case|weapon arm gun|volunteer reservist|train training
year annual yearly
month monthly|week weekly|day daily|early earlier|late later|again once|school college academy|hospital clinic ward
festival event|crowd attendance attend attendee visitor audience spectator turnout draw|record
race marathon run runner|final
goaltender goalkeeper goalie|player|title championship|first debut|team club side|score goal|match game
extra additional more further
sign signature|fall autumn|postpone delay|defer put|repair fix mend|railway rail railroad train line
road street highway
bus coach|replace replacement|passenger commuter traveller|journey trip travel|install set|remove removal
find discover discovery found detect
begin originate|describe call characterise characterize|accuse allege blame|deny denial reject
claim assert insist argue
condemn denounce criticise criticize|resign quit step|visit tour|estimate reckon calculate put
consist comprise contain include
total altogether overall|serve service|website site page|hack cyber hacker|computer machine
software program programme malware
gas|fuel|electricity power|price rate|share stock|market|bank|loan borrow borrowing credit|invest investment
tax levy duty|profit earning
revenue sale turnover|forecast outlook|customer client buyer|sell sold|product good|vaccine jab injection dose shot
infection case illness disease
effective efficacy effectiveness|side-effect|test testing trial|sample|mission project|probe spacecraft|comet
land landing touch
summer|winter|spring|mean signify|enough sufficient|whole entire full complete|ready prepare preparation prepared
important essential key crucial|old former ex previous|new fresh|last previous past|next coming following
current present now
also too additionally|mainly mostly largely chiefly primarily|because since|within|million|thousand
live living reside|fight combat battle fighting|war conflict|peace|weapon|missile rocket|defence defense|exempt spare
cover include|stand rank|lie locate located situated|free release|lack absence|refuse decline
refund repay reimburse repayment compensation compensate
introduce introduction launch|invent fabricate|insert insertion add|transcript transcription
review examine inspect inspection check audit
last lasting duration run|take last|locate based headquartered|fee licence license|hire recruit|author write wrote
invade invasion|decide decision|explode explosion|extend extension|expand expansion|collide collision
persuade persuasion
participant volunteer|old age aged|store keep seal storage|accompany go|tie equalise equalize level
stage step level tier phase
suspect point suspicion|believe think conclude consider view|likely likeliest probable|put set place lay|present lay
lift launch blast
gather collect mass amass assemble|order instruct command|detain hold arrest|flee escape leave
answer reply respond response
ensure guarantee secure|teach learn lesson|compensate compensation repay|business shop trader firm trade
collapse fall break
speak talk converse conversation|jet fighter plane aircraft|supply feed deliver|generate produce|power electricity
say tell state add note announce declare remark comment explain according statement report acknowledge mention quote
deal agreement|region area zone|centre center|metre meter|programme program|organise organize organiser organizer
apologise apologize apology|recognise recognize|labour labor|neighbour neighbor neighbouring|favour favor
colour color|harbour harbor
drop dismiss|assess evaluate|rubbish trash litter waste|donate donation|cut reduce reduction trim|stage phase
speed pace rate
collapse fail|connect link|crack fracture|site location place|height tall high|length long|width wide|depth deep
weight weigh heavy
"""


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for group in _GROUPS.strip().replace("\n", "|").split("|"):
        members = {stem(word) for word in group.split()}
        for member in members:
            table.setdefault(member, set()).update(members)
    return {word: frozenset(others) for word, others in table.items()}


def synonyms(normal: str) -> frozenset[str]:
    """The normal forms that may stand for a normal form, itself among them."""
    return _table().get(normal) or frozenset((normal,))

"""Contact: words in a charge's block that contradict a one-on-one service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, cast

from notelint.linter.language.openings import Expression
from notelint.linter.language.reading import Reading
from notelint.linter.record import Contact

_CONTACT = Expression(
    r"""
    \b(?=\w)(?:
      (?P<group>\b(?:(?:in|as)\ (?:a\ )?(?:dyads?|trios?|triads?)\b|in\ (?:a\ |the\ )?(?:small\ )?(?:group|class|circuit\ class)\b|(?:group|class|circle|ring|round)\ of\ (?:\d|two|three|four|five|six|pts|patients)|one\ of\ (?:\d|three|four|five|six|seven|eight)\ in\ (?:the|a|our)\b|group\ (?:class|session|exercise|format|setting|ex\b|of)|(?:exercise|balance|pool|aquatic|chair|circuit|fall|stretch\w*)\ (?:class|group)\b|class\ (?:format|setting)|(?:\d+|two|three|four|five)\ (?:pts|patients|residents|participants)\b|\d+:1\b(?<!1:1)|led\ (?:the\ )?(?:class|group)))
    | (?P<concurrent>\b(?:concurrent(?:ly)?|alongside\ (?:(?:an?|the|one|two|three|\d)\ )?(?:\w+\ )?(?:other|another|patient|pt|client|resident|person|athlete)s?\b|(?:with|w/|and|beside|treating|seeing|while\ (?:pt|therapist|dc|ot)\ (?:was\ )?(?:with|treat\w+|saw))\ (?:an?\ ?|one\ |the\ )?(?:(?:other|another|2nd|second|next|different)\ (?:(?!than\b|of\b)[a-z]+\ ){0,2}(?:pt|patient|client|resident)s?|(?:an)?other\ person)\b|(?:an)?other\ (?:(?!than\b|of\b)[a-z]+\ )?(?:pt|patient|client|resident|claimant|athlete|participant|worker)s?\ (?:at|in|on|was|were|beside|present|joined|along|[a-z]{3,}ed\b|[a-z]+ing\b)|(?:\d|two|three|four|several)\ (?:other|more|further)\ (?:pt|patient|client|resident|claimant|athlete|participant|worker)s\b|(?:an?other|a\ (?:second|2nd|third))\ (?:pt|patient|client|resident|claimant|athlete|man|woman|lady|gentleman)\ (?:did|had|has|was|on|at|in|throughout|next|[a-z]{3,}(?:ed|ing))\b|(?:with|and|beside)\ (?:\d|one|two|three|four|five|several)\ others\b|(?:\d|two|three|four|five|six)\ (?:people|persons|men|women|neighbou?rs)\ (?:took\ part|together|in\ all|(?!help|assist|lift|carr|pull|push|catch|ask|visit|call|stopp|hold|need|support)[a-z]{3,}(?:ed|ing))\b|(?:saw|treated|took|began|started|worked\ with|with|seeing|treating|while\ i\ (?:saw|treated|had))\ (?:the\ |an?\ |my\ )?(?:next|other|another|second|2nd)\ (?:pts?|patients?|clients?|residents?|appt|one|eval\w*)\b|(?:side\ by\ side|shoulder\ to\ shoulder)\ (?:with|w/)|(?:with|w/|and)\ (?:his|her|their|the|a)\ room-?mate|one\ (?:therapist|pt|ot|clinician|dc)\ (?:for\ )(?:the\ )?(?:two|both|three|four|all)|taking\ turns|took\ turns|(?:seen|treated)\ (?:together|jointly|at\ the\ same\ time)\ with|back\ and\ forth\ between\ (?:the\ )?(?:two|both|them|patients|pts)|(?:coached|treated|cued|watched|supervised|instructed|led)\ (?:them\ )?both\b|both\ (?:pts|patients|residents|clients)\b|same\ (?:circuit|drill|exercise|session)\ (?:with|w/)\ (?:her|him|them)|shar(?:ed|ing)\ (?:the\ )?(?:session|time|hour|slot)|overlapp\w+\ (?:with|pt|patient)|double[ -]booked
        |(?:my|the|our)\ (?:next|previous|second|other|\d{1,2}(?::\d\d)?(?:\ ?[ap]m|\ o'?clock)?)\ (?:pt|patient|client)\ (?:was\ |also\ )?(?!waiting|coming|running|arriving|cancel)(?:did|at|on|in|nearby|beside|joined|[a-z]{2,}ing)\b
        |(?:mr|mrs|ms|miss)\.?\ [a-z.]{1,20}\ (?:was\ |also\ )?(?:on|at|in)\ (?:the\ |an\ )?(?:next|other|adjacent|neighbou?ring)\ (?:plinth|mat|table|bed|bike|bay|booth|treadmill|cubicle|chair|machine)\b
        |(?:split|divid\w+|shar\w+)\ (?:my\ |his\ |her\ |our\ |the\ )?(?:attention|time|minutes)\ (?:between|among|with)\b
        |and\ (?:the|my|an?)\ (?:next|other|second)\ one\ at\ the\ same\ time
        |both\ (?:children|kids|siblings|brothers|sisters|twins|boys|girls|men|women|people|teammates|athletes|workers)\ (?:were|did|had|worked|took|got|ran|shared|received)\b
        |(?:treated|seen|had|shared|booked|scheduled|came|worked)\ (?:in\ |for\ |during\ |at\ |into\ )?the\ same\ (?:half[ -]hour|hour|slot|time\ slot|appointment|appt)\b
        |(?:i|therapist|clinician|ot|dc)\ (?:\w+\ ){1,2}back\ and\ forth\ between\b
        |(?:float|rotat|alternat|mov|circulat|switch|went|going)\w*\ between\ (?:(?:the\ )?(?:two|both|three|\d)\ (?:of\ (?:them|us)|pts|patients|clients|children|people|men|women|kids|tables)\b|(?:his|her|their|the|our)\ (?:two\ )?(?:plinths|tables|mats|beds|bikes)\b|(?:the\ )?(?:pts|patients|clients)\b|them\b|him\ and|(?:his|her)\ \w+\ and\ (?:his|hers|the\ other|another)\b)
        |(?:doubled\ up|dovetailed|paired)\ (?:with|w/)\ (?:an?other|an?|my|the)\ (?:\w+\ )?(?:pt|patient|client|resident)\b))
    | (?P<unattended>\b(?:(?:nobody|no\ one|no\ (?:staff|therapist|clinician))\ (?:was\ |being\ )?(?:in\ the\ (?:room|gym)|with\ (?:him|her|them)|beside|around|watching|nearby)|unattended|un-attended|unsupervised|without\ (?:supervision|therapist|staff)|(?:on|by)\ (?:his|her|their|pt'?s|its)\ own\b(?=\W*(?:$|\n|[^\sa-z])|\ (?:for|in|at|on|while|with|w/|after|during|and|then|to|today|x|under|between|before|until|as|because|since|nearby|most|without|the\ (?:rest|whole))\b)|on\ own\b(?=\W*(?:$|\n|[^\sa-z])|\ (?:for|in|while|with|w/|during|and|then|x)\b)|by\ (?:him|her)self|(?:ran|run|did|done|perform\w*|complet\w*|exercis\w+|through|work\w*|them|it|circuit|machines?|set|gym|bike|treadmill|nustep)\ (?:\w+\ ){0,3}alone\b(?!\ at\ home)|alone\ (?:in|on|at|off|while)\b|left\ (?:alone|pt|patient|(?:to\ )?(?:rest|lie|lying|resting|sitting|sit)\w*|with\ (?:the\ |a\ )?(?:call\ )?(?:bell|buzzer|timer)|on\ (?:the\ )?(?:bike|nustep|machine|unit|pads))|(?:rest|lay|lying|sat|sitting|resting)\ alone|self[ -](?:directed|supervised|guided)|independently\ (?:in|on)\ (?:the\ )?(?:gym|bike|nustep|treadmill|machine|equipment|circuit)|i\ left\ (?:the\ room|to\b|him|her|them)|(?:therapist|pt|ot|dc|clinician|i)\ (?:(?<!\bi\ )left\b(?!\ (?:side|arm|leg|hand|knee|hip|foot|shoulder))|away|stepped\ (?:out|away)|(?:was\ )?(?:out\ of\ (?:the\ )?(?:room|gym|building)|charting|documenting|writing\ notes|on\ (?:the\ )?phone|on\ a\ call))|while\ (?:i|therapist|pt|ot|dc|clinician)\ (?:wrote|typed|charted|documented|phoned|did\ (?:notes|paperwork|charting))))
    | (?P<aide>\b(?:(?:rehab\ |therapy\ |pt\ |ot\ |exercise\ |physical\ therapy\ )?(?:tech(?:nician)?|aide|cna|attendant|volunteer|front\ desk|receptionist)(?:'s)?\b))
    )
    """,
    re.VERBOSE,
)
_AIDE_IN_CHARGE = re.compile(
    r"\b(?:supervis|watch|count|monitor|led\b|run\b|ran\b|guided|instruct|took|nearby|oversaw|overseen|oversight|kept|keeping|stay\w*|remain\w*|sat\b|stood\b|was with|helped|took over|(?:tech|aide|cna)\w*,? (?:who )?(?:then )?(?:walk\w* (?:him|her|pt|the (?:pt|patient|resident|last))|finish|complet|perform|deliver|continu|did|gave|provided)\w*|with (?:the )?(?:rehab |therapy |pt |ot )?(?:tech|aide)|by (?:the |a |our )?(?:rehab |therapy |pt |ot |exercise )?(?:tech|aide)|w/ (?:the |a )?(?:rehab |therapy |pt |ot )?(?:tech|aide))"
)
_AIDE_FETCHES = re.compile(
    r"\b(?:collect|fetch|retriev|gather|pick\w* up|film|record|clean|wip|brought|bring|hand(?:ed|ing)? (?:him|her|over|the)|set (?:up|out)|carr(?:ied|ying)|open(?:ed|ing)? the|turn(?:ed|ing) (?:on|off))"
)
# An aide of the patient's own life, who is none of the clinic's, or one who comes to learn.
_AIDE_OF_OTHERS = re.compile(
    r"\b(?:school|class(?:room)?|teacher'?s?|home[ -]health|home[ -]care|home|personal(?: care)?|group home|family'?s|private|nurs\w+|ward|facility|dining|lunch|bus|kindergarten|preschool|hearing|walking|sock|dressing|his|her|their|my) (?:aide|attendant|tech\w*)s?\b"
    r"|\b(?:aide|attendant|tech\w*) (?:of|from|at) (?:the|his|her|a|their) (?:school|class\w*|home|ward|facility|unit|family|agency|kindergarten|floor)\b|(?:aide|attendant|cna) (?:was |were )?(?:shown|taught|trained|instructed|educated)\b|\b(?:to|can|could|will|and) learn\b|\b(?:taught|shown|trained|instructed|educat\w+|showed) (?:the |his |her )?(?:\w+ )?(?:aide|attendant)"
    r"|\b(?:class|school|home|family|kindergarten) (?:\w+ ){0,2}(?:has|had|gets|sends|hired) an? (?:\w+ )?(?:aide|attendant)"
)
# A chair wheeled behind, or a second pair of hands, is help to a therapist who is there.
_AIDE_ASSISTS = re.compile(
    r"\b(?:w/c|wheelchair|chair) follow|\bfollow\w* (?:\w+ ){0,2}(?:with|w/) (?:the |a )?(?:w/c|wheelchair|chair)|\b(?:(?:assist\w*|a|cga) ?x ?2|assist\w* of (?:two|2)|a ?\+2|two[ -]person|2[ -]person|second (?:person|pair)|2nd person)\b"
)
_WITH_THERAPIST = re.compile(
    r"\b(?:while|as|with|and) (?:the )?(?:pt|ot|dc|therapist|clinician) (?!left|away|was |chart|document|treat|saw|worked with (?:an)?other|finish|wrote|writ|complet|call|answer|prepar|attend|met\b|eval\w* (?:an)?other|set up (?:the next|another)|did (?:notes|paperwork)|took)\w+|\b1:1\b|one[ -]on[ -]one|one[ -]to[ -]one"
)
# What a therapist does meanwhile who is not with the patient.
_AWAY = re.compile(
    r"\b(?:while|as|whilst|when|since|because) (?:the |his |her |an? )?(?:i|pta?|ota?|otr|cota|dc|therapist|clinician) [^.;]{0,60}?\b(?:offices?|letters?|paperwork|reports?|notes|phone|computer|desk|e-?mails?|next door|another room|other room|hallway|meeting|lunch|insurance|documentation|documented|chart(?:s|ed|ing)?|authori[sz]\w+|evaluations?|eval|other (?:pt|patient|client)s?|another|next (?:pt|patient|client|eval)|new (?:pt|patient|client))\b"
)
_WISHED = re.compile(
    r"\b(?:should|will|able to|goals?|wants?|hopes?|wishes|so (?:that )?(?:he|she|they|pt|patient)|in order|can (?:now )?)\b"
)
_OWN_DEED = re.compile(
    r"\b(?:called|decided|chose|pick(?:s|ed)|notic|caught|correct|remember|initiat|found|asked|told|stopped)\w* (?:[\w/-]+ ){0,6}(?:by )(?:him|her)self"
)
# What the patient did without help, one of the trials that the therapist saw.
_TRIAL = re.compile(
    r"\b(?:first|second|third|fourth|fifth|last|final|\d+(?:st|nd|rd|th)|tr(?:y|ies|ials?)|attempts?|reps?|step|one|two|three|four|five|\d+ of \d+|\d+/\d+)(?: (?:one|trial|try|rep|attempt|time|set|lap))? (?:was |were |done |came |entirely |all )?$"
    r"|\b(?:tried|attempted|managed) [^.;,]{0,40}$"
)
_DENIED = re.compile(r"\b(?:no|not|never|without|non|nor|previously|instead of|other than) (?:\w+ ){0,2}$")


def _aide_in_charge(around: str) -> bool:
    """Whether a statement leaves the patient to an aide, with no therapist beside them."""
    return bool(_AIDE_IN_CHARGE.search(around)) and not _WITH_THERAPIST.search(around)


def contacts(here: Reading, start: int, end: int) -> Iterator[Contact]:
    """The words between two offsets that contradict direct contact with one patient."""
    for found in _CONTACT.finditer(here.folded, start, end):
        kind = found.lastgroup
        statement = here.statement_at(found.start())
        around = here.folded[max(start, statement.start) : min(end, statement.end)]
        if _DENIED.search(here.folded, max(start, found.start() - 24), found.start()):
            continue
        if kind == "aide" and not _AWAY.search(around) and not _aide_in_charge(around):
            continue
        if kind == "aide" and (_AIDE_ASSISTS.search(around) or _AIDE_OF_OTHERS.search(around)):
            continue
        if kind == "aide" and _AIDE_FETCHES.search(around[found.start() - max(start, statement.start) :]):
            continue
        if kind == "unattended" and (_WISHED.search(around) or _TRIAL.search(here.folded, start, found.start())):
            continue
        if kind == "unattended" and found.group().endswith("self") and _OWN_DEED.search(around):
            continue
        if kind == "unattended" and "alone" in found.group() and "home" in around:
            continue
        yield Contact(*here.place(*found.span()), cast(Literal["group", "concurrent", "unattended", "aide"], kind))

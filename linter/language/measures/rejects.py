"""What looks like a measure and is none: doses, loads, settings, positions, counts, dates and levels."""

from __future__ import annotations

import re

from notelint.linter.language.measures.numbers import Number

_LAST = frozenset(
    {
        "bp", "hr", "spo2", "o2", "sat", "temp", "weigh", "weighs", "weight", "wt", "ht", "height", "bmi",
        "pulse", "age", "aged", "visit", "visits", "session", "appt", "phone", "acct", "mrn", "chart", "id",
        "dob", "dos", "level", "lvl", "stage", "phase", "type", "icd", "dx", "cpt", "code", "week", "wk", "day",
        "pod", "mg", "setting", "settings", "resistance", "seat", "respiration", "respirations", "rate",
        "pounds", "claim", "auth", "authorised", "authorized", "version", "page", "case", "no", "no.", "unit",
        "post-op", "postop",
    }
)  # fmt: skip
_MEASURED = frozenset({"m/s", "ft/s", "cm/s", "ft", "m", "s", "kg", "lb", "cm", "mm"})
_LAST_TWO = frozenset({"pt id", "of care", "blood pressure", "heart rate", "post op"})
_POSITION_ENDS = (
    "@", "at", "bent", "flexed", "positioned", "placed", "maintained", "kept", "resting", "starting", "start", "to", "in", "0/",
    "0-", "0", "from", "past", "until", "above", "below", "over", "beyond", "through", "within", "between", "set", "arc",
    "of", "limit", "limits", "limited", "range", "under", "angle", "reach", "reaching", "stay", "stays", "staying", "toward", "and",
    "or", "then", "into", "about", "approx",
)  # fmt: skip
_CHANGE_ENDS = ("increased", "improved", "decreased", "gained", "by", "of", "↑", "↓")
_GRADES = frozenset({"gr", "grade", "grades", "grd", "gr.", "grd."})
_DOSED = re.compile(r",? ?(?:at |with |w/ ?)?(?:\d+ ?(?:lbs?|kg|#) ?,? ?)?\d+ ?x ?\d")
_EVERY = frozenset({"q", "every", "per", "each"})
_CHARGED = re.compile(
    r"(?:\b\d{1,2} ?(?:u|un|units?)\.?|\b(?:9[278]\d{3}|g0283)(?:[ -]?(?:g[pon]|59|25|kx|cq|co|x[epsu]))*|\b(?:cq|co|gp|go|kx)|\b9[278]\d{3}[^.;:]{0,14} x ?\d{1,2})[ ,.:(=|-]*$"
)
_AGED = re.compile(r"(?:^|\b(?:pt|patient|client|resident|aged?|name|y/?o))[ ,:.-]*$")
_ON_FOOT = re.compile(
    r"(?:.*\b(?:amb\w*|walk\w*|gait|propel\w*|distance|hall\w*|mwt|shuttle|ran|run|swam|swim\w*|swam|pool|sprint\w*|lengths?)\b[^.;:]{0,30}$| (?:walk|w/|with|over|amb|run|sprint|in \d))"
)
_VITAL = re.compile(r"\b(?:bp|hr|spo2|pulse|p|temp|o2)\b")
_CHANGE = re.compile(
    r"(?:\b(?:increased|improved|decreased|gained|gain of|change of|improvement of|difference of)(?: by)?|[↑↓])[ ~]*$"
)
_DOSE = re.compile(r" ?x ?[0-9]")
_DOSE_SIGN = frozenset({" x", *(f"x{c}" for c in "0123456789 ")})
_COUNT_AFTER = re.compile(
    r" ?(?:visits?|sessions?|appts?|appointments?|trials?|tests?|times|tries|treatments?|attempts?|positive|\+ve|days?|weeks?|wks?|correct|successful|accuracy|meals|goals|criteria|cues|opportunit|of the time|sx|signs|auth|kept|attended|complete|positive tests|done|reps|lifts|landings|hops|jumps|throws|catches|swings|shots|serves|kicks|squats|transfers|passes|rounds|runs|rolls|swallows)\b"
)
_AT_BALL = re.compile(
    r"\b(?:catch\w*|kick\w*|throw\w*|hits?|(?:at|to|the|hit\w*|of) targets?|correct|names|sorts|buttons)\b[^.;]{0,24}$"
)
_COUNT_BEFORE = re.compile(
    r"\b(?:visits?|sessions?|appts?|attend\w*|clusters?|cpr|criteria|accuracy|appointments?|tests positive|stage|phase|pain|vas|nprs|attempts|auth\w*|used|week|wk|wound|trials?|kellgren\w*|kl|reflex\w*|dtrs?|pulses?|edema|spasm|tenderness|ashworth|mas|tone)[ :#=]*(?:is |of )?$"
)
_DATE_BEFORE = re.compile(
    r"\b(?:on|by|until|due|since|date[ds]?|dos|seen|next|till|thru|through|appt|visit|exam|f/u|follow[- ]up|return|starting|begin\w*|recheck|eval|ie|soc|again|surgery|tka|tkr|tha|orif|doi|onset|sx|op|back)[ :#]*$"
)
_DEG_AFTER = re.compile(
    r" ?(?:setting\b|/ ?s|per sec|f\b|c\b|fahrenheit|celsius|incline|wedge|hinge|arc\b|board|turn|kyphosis|per second|of (?:incline|elevation of)|angle board|bevel|slope|stop|splint|open\b|/sec|head|of head|pillow|recline|(?:of )?(?:fixed )?(?:seat|back(?:rest)?|tilt)[ -](?:slope|angle|in space))"
)
_DEG_BEFORE = re.compile(
    r"\b(?:temp\w*|hob|incline[d]?|bed|recline\w*|wedge|post|seat|speed|isokinetic|kyphosis|cobb|cpm\b[^.;,]{0,24}|(?:ankle|knee|hinge|joint|device|afo|kafo) set\b[^.;,]{0,8}|brace\b[^.;,]{0,24}|(?:b?locked|hinged?|unlocked)\b[^.;,]{0,14}|splint\w*\b[^.;,]{0,24}|stops?\b[^.;,]{0,14}|orthosis\b[^.;,]{0,30}|(?:positive|negative|pos|neg)\b[^.;,]{0,12}|seat[- ]to[- ]back\b[^.;,]{0,20}|reproduc\w+[^.;,]{0,30} at|thessaly at|\(\+\)[^.;,]{0,40} at|\+ at|pos(?:itive)? at|machine|camber\b[^.;,]{0,8}|(?:(?:back|seat|seat-back|hanger|footplate|footrest|legrest) (?:angle|slope)|backrest|seat dump)\b[^.;,]{0,14}|tilt\w*(?: table)?[^.;]{0,8}|scoliosis|q[- ]angle|set (?:the )?\w+)[ :=~]*(?:to |at |of )?$"
)
_POSITION = re.compile(
    r"(?:@|\b(?:bent|flexed|positioned|placed|maintained|kept|resting|starting|(?<!at )(?<!at the )(?<!\()start)(?: (?:to|at|in))?|(?<!started )(?<!estimated )(?<!limited )(?<!measured )(?<!restricted )(?<!is )(?<!was )\bat(?! (?:about|around|approx|end|ie|eval|initial))|\bbent to|\bfixed at|\bat \d+(?:, \d+)*,? and)[ ~:]*(?:0 ?/ ?|0-)?$"
)
_TREAT_POSITION = re.compile(
    r"\b(?:in|from|to|past|until|above|below|over|beyond|through|within|between|set|arc|elevation of|limit\w*|range|under|up to|not past|at|angle|reach(?:ing)? (?:to|above)?|stay\w*|short of|toward|and|or|then|into)[ ~:]*(?:about |approx )?$"
)
_SIZE_BEFORE = re.compile(
    r"\b(?:step|box|stool|block|height|curb|bench|shelf|foam|bolster|wedge|roll|chair|seat|incision|scar|wound|ball|plate|tall|lift|heel|platform|surface|girth|circ\w*|edema|mass|from|tear|thickness|hurdle|obstacle)\b[^.;,]{0,20}$"
)
_SIZE_AFTER = re.compile(
    r" ?(?:step|box|stool|block|curb|bench|shelf|foam|bolster|platform|high|tall|wide|long|x ?\d|incision|scar|wound|hurdle|chair|surface|heel lift|lift|riser|mat|cone|obstacle|above|below|proximal|distal|stand|height|tear|cyst|depth|ball|dowel|cube|bore|in diameter|doorway|dumbbell|deep)"
)
_BARE_AFTER = re.compile(
    r" ?(?:[x×] ?\d|x\b|reps?\b|sets?\b|times\b|/ ?10\b|visits?\b|weeks?\b|wks?\b|minutes?\b|lb|kg|mg|#|[a-z]{3,}ies?\b ago|y/?o\b|yrs?\b|days?\b|months?\b|[a-z]?\d?:\d|mmhg|per\b|min\b|units?\b|holes?\b|or (?:under|less|below)\b|way|ways\b|planes?\b|point|finger|person|percent|of \d+ (?:visits?|auth|steps|trials|tries|reps|attempts)|h\b|hrs?\b|hours?\b|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december)\b|may(?: \d|\W*$))"
)
_BARE_BEFORE = re.compile(
    r"(?:(?<![a-z])x|[#×*]|\b(?:x|stage|grade|gr|phase|week|wk|visit|day|pod|level|set|sets|type|visits|code|no|number|color|zone|pain|phase|position|pos|setting|jamar|table|fig|figure|item|c|t|s|l(?= ?\d ?[/-])|digit|digits|ray|finger|toe|mtp|met|mt|mc|rib|ribs|rep|lap|round|mile))(?: ?[:#.])* ?$"
)
_CLAUSE_START = re.compile(r"(?:^|[.,:;)])[ ]*$")
_GOAL_NUMBER = re.compile(r"\b(?:goals?|stg|ltg)[ #]*$")
_APPOINTMENT = re.compile(r" ?(?:w/ pt|with pt|appt|at \d|@ ?\d|am\b|pm\b)")
_OF_STRENGTH = re.compile(r" ?(?:strength|bilat|mmt|throughout)")


def by_context(before: str, after: str, number: Number) -> bool:
    """Whether the words around a number make it a vital sign, a count, a dose or a label."""
    if number.shape == "grade":
        return False
    words = before[-24:].rstrip(" :#=").rsplit(None, 2)
    last = words[-1] if words else ""
    if last in _GRADES and not number.part.signed:
        return True
    if last == "x" and number.unit not in ("ft", "m", "yd"):
        return True
    if before.endswith("$"):
        return True
    if number.shape in ("many", "range", "ratio") and (last == "tempo" or after.startswith(" tempo")):
        return True
    if last == "type" and number.unit == "min":
        return False
    if last in _LAST or (len(words) > 1 and f"{words[-2]} {last}" in _LAST_TWO):
        if last in ("level", "unit", "units") and number.unit in ("ft", "m", "yd", "steps"):
            return False
        if len(words) > 1 and (words[-2] == "(last" or (number.unit in _MEASURED and words[-2].endswith("last"))):
            return False
        return not (number.unit == "deg" and last in ("week", "wk", "day", "pod", "visit", "postop", "post-op"))
    if (number.unit in ("m", "min") or number.word == "'") and _billed(before, after, number):
        return True
    if last in _EVERY and number.unit in ("steps", "ft", "m", "reps"):
        return True
    if last == "rr" and _VITAL.search(before):
        return True
    if last == "speed" and (
        len(words) < 2
        or words[-2]
        not in ("gait", "walking", "walk", "comfortable", "fast", "preferred", "selected", "self-selected", "usual")
    ):
        return True
    return (
        after[:2] in _DOSE_SIGN
        and bool(_DOSE.match(after))
        and number.unit in ("", "reps", "s", "lb", "kg", "min", "deg")
    )


def _billed(before: str, after: str, number: Number) -> bool:
    """Whether minutes are those of a charge or of a machine, or a figure with an "m" is the age of a man."""
    if _CHARGED.search(before):
        return True
    if number.unit != "m" or number.word != "m" or number.part.shape != "single":
        return False
    if _AGED.search(before) and not after[:1].isdigit() and number.part.value < 110:
        return True
    return number.spaceless and number.part.value <= 90 and not (_ON_FOOT.search(before) or _ON_FOOT.match(after))


def change(before: str) -> bool:
    """Whether a number says by how much something changed."""
    return before.rstrip(" ~").endswith(_CHANGE_ENDS) and bool(_CHANGE.search(before[-24:]))


def counts(before: str, after: str) -> bool:
    """Whether "4/5" counts visits, trials or tests."""
    return bool(_COUNT_AFTER.match(after) or _COUNT_BEFORE.search(before[-24:]) or _AT_BALL.search(before))


def like_date(before: str, after: str) -> bool:
    """Whether "4/5" is the fourth of May."""
    return (bool(_DATE_BEFORE.search(before[-16:])) and not _OF_STRENGTH.match(after)) or bool(
        _APPOINTMENT.match(after)
    )


def degrees(before: str, after: str) -> bool:
    """Whether degrees are of a machine, a bed, a thermometer or a test position."""
    return bool(_DEG_AFTER.match(after) or _DEG_BEFORE.search(before))


def position(before: str, treatment: bool, lag: bool) -> bool:
    """Whether an angle is where something is done and not how far it goes."""
    if lag or not before.rstrip(" ~:").endswith(_POSITION_ENDS):
        return False
    if _POSITION.search(before[-30:]):
        return True
    return treatment and bool(_TREAT_POSITION.search(before[-30:]))


def dosed(after: str) -> bool:
    """Whether a load or sets follow: what stands before is the arc that was worked through."""
    return bool(_DOSED.match(after))


def object_size(before: str, after: str) -> bool:
    """Whether a length is the size of a thing or a place on the body."""
    return bool(_SIZE_AFTER.match(after) or _SIZE_BEFORE.search(before[-30:]))


def bare(before: str, after: str, number: Number) -> bool:
    """Whether a number without a unit is a dose, a count or a label."""
    if after[:1] == "." and number.part.value < 30 and _CLAUSE_START.search(before) and not after[1:2].isdigit():
        return True
    if number.part.value < 6 and number.shape == "single" and _GOAL_NUMBER.search(before):
        return True
    if (
        before.endswith("(")
        and after.startswith(")")
        and number.part.value < 10
        and number.shape == "single"
        and not number.part.signed
    ):
        return True
    if number.shape == "ratio" and number.part.value <= 12 and (number.part.of or 0) <= 31 and like_date(before, after):
        return True
    return bool(_BARE_AFTER.match(after) or _BARE_BEFORE.search(before[-14:]))

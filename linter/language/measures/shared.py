"""Words that several readers share: filler between a topic and its value, doses, tasks, glued norms."""

from __future__ import annotations

import re

WORD = re.compile(r"[a-z]+")
FILLER = frozenset(
    {
        "improved", "increased", "progressed", "went", "come", "came", "rose", "decreased", "gone", "is", "are", "was", "were", "to", "of", "r", "l", "right", "left", "rt", "lt", "b", "bilat",
        "bilateral", "bilaterally", "both", "arom", "prom", "rom", "aarom", "active", "passive", "a", "p", "at",
        "deg", "degree", "degrees", "and", "lacks", "lacking", "lack", "now", "today", "measured", "about",
        "approx", "approximately", "around", "only", "roughly", "almost", "just", "grossly", "score", "scored",
        "on", "with", "in", "test", "today's", "total", "x", "value", "result", "time", "average", "avg",
        "mean", "best", "trial", "trials", "ue", "le", "hand", "side", "be", "been", "reads", "reading",
        "grade", "graded", "strength", "mmt", "w", "rw", "spc", "o", "m", "s", "t", "for", "from", "than",
        "greater", "less", "equal", "least", "has", "had", "she", "he", "patient", "it", "pt", "into",
        "sitting", "by", "supine", "seated", "prone", "standing", "post", "tx", "pain", "painful", "out",
        "position", "pos", "setting", "pre", "initial", "jamar", "dyn", "dynamometer", "dominant", "non", "key",
        "lateral", "tip", "jaw", "rung", "hs", "hamstring", "involved", "uninvolved", "estimated", "mmhg",
        "handle", "rep", "reps", "ea", "each", "affected", "surgical", "limited",
        "max", "maximum", "prior", "prev", "eval", "ie", "goal", "start", "current", "the", "compared", "against", "versus", "true", "net", "eo", "ec", "eyes", "open", "closed", "firm", "foam", "surface", "currently", "norm", "nl",
        "normal", "limit", "limits", "reached", "reaches", "count", "counted", "before", "after", "fatigue",
        "pins", "pegs", "errors", "touches", "points", "pts", "beads", "cubes", "letters", "words", "comfortable", "fast",
        "preferred", "usual", "self", "selected", "aff", "unaff", "inv", "uninv", "invol", "uninvol", "contra", "nd", "rd", "th", "st",
        "prosthesis", "prosthetic", "paretic", "hemiparetic", "intact", "unaffected", "operated", "operative",
        "biodex", "isokinetic", "microfet", "tindeq", "mvic", "torque", "peak", "unoperated", "injured", "uninjured", "stronger", "weaker", "nondominant", "sound",
    }
)  # fmt: skip
GLUED_NORM = re.compile(
    r"[ ]?[\[(]?(?:nl|norm(?:al)?|n|ref|of normal|wnl|of)(?: is)?[ ]?[=:]?[ ]?([0-9]{1,3})(?![0-9]|/)"
)
BRACKETED = re.compile(r" {0,2}[(\[]([0-9]{2,3})(?: ?(?:deg\w*|°))?[)\]]")
TIMES = re.compile(r"[ ]?x ?[0-9]|[ ]?[0-9]+ ?x ?[0-9]|[ ]?(?:reps?|sets?|hold|each|ea\b)")
TASK = re.compile(
    r"\b(?:carry|lift\w*|place|button\w*|don\w*|doff\w*|reach\w*|stack\w*|pour\w*|open\w*|write|writ\w*|dress\w*|push\w*|pull\w*|squat\w*|kneel\w*|pick\w*|throw\w*|catch\w*|"
    r"step\w*|stair\w*|walk\w*|ambul\w*|stand\w*|balance|stance|hold\w*|sit[- ]to[- ]stand\w*|jump\w*|hop\w*|run\w*|bag|trials?|get up|transfer\w*|plank|bridge|raise\w*|shelf|plate|propel\w*|peg\w*|tie[sd]?|tying|lac(?:e|es|ing)|zip\w*|fasten\w*|shirts?|blouse|socks?|shoes?|coat|jacket|trousers|pants|bra|type|typing|cut\w*|feed\w*|(?:sets|hangs|puts|stores) (?:a|an|the|his|her|one|two))\b"
)

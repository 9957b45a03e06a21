"""Motion of joints: degrees, shares, landmarks in centimetres."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from notelint.linter.language.measures import loss, rejects, strength
from notelint.linter.language.measures.numbers import Number
from notelint.linter.language.measures.scene import Scene
from notelint.linter.language.measures.shared import FILLER, GLUED_NORM, TIMES, WORD
from notelint.linter.language.measures.vocabulary import norms, tests
from notelint.linter.record import MeasureKind, Side

if TYPE_CHECKING:
    from notelint.linter.language.measures.judge import Judge

_ELEVATES = re.compile(r"\b(?:elevat\w+|rais(?:es|ed)|lift(?:s|ed))\b[^.;]{0,24}$")
_MODE_AFTER = re.compile(r" ?\(?(?:a?a?rom|prom|active|passive|act|pass)\b")
_WITH_PAIN = re.compile(r" (?:with|w/) ?pain.*")
_BOTH_MODES = re.compile(r"\((?:a/p|act/pass|active/passive|arom/prom)\)|\b(?:arom ?/ ?prom|active/passive)\b")
_AFTERWARDS = re.compile(r" ?(?:deg\w*|°)?,? (?:after|post|afterwards?|at (?:the )?end|end of)\b")
_GAINS = re.compile(
    r" ?(?:deg\w*|°)? ?(?:-+>|→|=>) ?\d{1,3} ?(?:deg\w*|°)?,? (?:after|post|afterwards?|at (?:the )?end|end of)\b"
)
_GAINED = re.compile(r"\d ?(?:deg\w*|°)? ?(?:-+>|→|=>) ?$")
_MORE = re.compile(r" ?(?:better|improve\w*|more|increase\w*|weaker|stronger|pain|of (?:the )?(?:time|reps))")
_DIGITS = frozenset({"mp", "pip", "dip", "ip", "thumb mp"})
_BENDS = _DIGITS | {"knee", "elbow"}
_TO_PLACE = re.compile(
    r" ?(?:short|from|shy|off|to|above|lag|deficit)\b[^.;,]{0,14}\b(?:toes?|floor|dpc|palm|knees?|joint line|ankles?|table|wall|buttock|mid)|"
    r",? ?(?:fingertips?|finger|from (?:the )?floor|tip)[- ](?:to|floor)"
)
_SHORT_OF = re.compile(r" ?(?:short|shy|off)?(?: (?:of|from))?(?: (?:the )?(?:toes?|floor|dpc|palm))?")
_LINK = re.compile(r" ?(?:-|to|through|thru) ?")
_AIMED = re.compile(
    r"\b(?:increase|improve|restore|regain|gain|progress)\w*\b[^.;]{0,60}\b(?:from|to)[ ~<>]*(?:\d+ ?(?:deg\w*|°|%)? ?to )?$"
)
_LISTED = re.compile(r"% (?:of normal|limited|limitation|of full|rom|loss|restricted)")
_SHARE = re.compile(
    r" ?(?:(?P<lost>limited|limitation|restrict\w*|loss|lost|reduction|reduced|deficit|decreased?|impaired|less|lacking|limit|below)|"
    r"(?P<kept>of (?:the )?(?:normal|full|expected|range|available|contralateral|uninvolved|opposite|predicted|unaffected|other|motion|rom|r\b|l\b|left|right|involved|norm)(?: (?:range|rom|motion|side))?|"
    r"(?:of )?(?:rom|range|arom|available|depth|normal|full)\b)|(?P<more>increase|improvement|gain|greater|more))"
)


def degrees(judge: Judge, number: Number, before: str) -> bool:
    """A value in degrees: a motion, unless it is a position, a setting or a machine."""
    scene = judge.scene
    after = judge.after(number.end)
    if rejects.degrees(before, after):
        return False
    follow = judge.following(number.end)
    use = follow or scene
    known = (
        bool(use.motion and use.motion not in ("grip", "pinch"))
        or use.mode == "rom"
        or (bool(use.joint) and not use.muscle)
        or (number.shape == "range" and bool(use.joint))
    )
    if not known and judge.expected(before):
        use = judge.last_motion() or use
        known = bool(use.motion)
    if not known:
        if judge.section in ("goals", "plan") and number.shape == "range" and not judge.treatment:
            return angle(judge, number, before, after, use)
        if not (
            judge.section in ("objective", "goals", "assessment", "assessment_plan", "plan", "")
            and not judge.treatment
            and re.search(
                r"\b(?:lack\w*|short|flex\w*|ext\w*|bend\w*|contracture|lag|rais\w*|motion|rom)\b",
                before + after[:14],
            )
        ):
            return False
    if (
        use.muscle
        and not use.motion
        and use.mode != "rom"
        and not follow
        and scene.topic is not None
        and judge.breaks(judge.folded[scene.topic.end : number.start])
    ):
        return False
    aimed = judge.treatment and bool(_AIMED.search(before))
    if rejects.position(before, after, judge.treatment and not aimed, use.motion in ("lag", "contracture")):
        return False
    if judge.treatment and not (
        aimed
        or judge.close(number.start, 14)
        or follow
        or re.search(r"\b(?:lag|lack\w*|post|measured|achieved|reached)\b", before)
    ):
        return False
    if re.match(r" ?,? ?[0-9]+ ?x ?[0-9]", after) or (judge.treatment and TIMES.match(after)):
        return False
    if number.shape == "ratio":
        return ratio_motion(judge, number, use)
    return angle(judge, number, before, after, use)


def angle(judge: Judge, number: Number, before: str, after: str, use: Scene) -> bool:
    """Take a motion; two angles that bound one range become one."""
    part = number.part
    low, value, negative = part.low, part.value, number.negative
    end = number.end
    ahead = judge.events[judge.index] if judge.index < len(judge.events) else None
    link = _LINK.match(judge.folded, number.end)
    if (
        ahead is not None and ahead.number is not None and part.shape == "single" and link and link.end() >= ahead.number.start
        and ahead.number.unit in ("deg",) and ahead.number.shape == "single" and not re.search(r"\b(?:from|improved|increased|decreased)[ ~]*$", before)
        and ahead.number.part.value > value
    ):  # fmt: skip
        low, value, end = value, ahead.number.part.value, ahead.number.end
        judge.index += 1
        judge.reached = end
    start = number.start
    lack = re.search(
        r"\b(?:lacks?|lacking|(?:is |remains )?short(?: of)?(?: by)?|minus|deficit(?: of)?|missing|loses|lag(?: of)?)[ :~]*(?:about |approximately |approx |just )?$",
        before,
    )
    beyond = re.match(
        r"(?: degrees?)? ?(?:(?P<lack>from neutral|from full|short|shy|of full|deficit|lag|lacking|lack|extension lag|flexion contracture|contracture|from terminal|loss|from straight|limited|less than)|(?P<past>past neutral|past zero|beyond neutral|hyperext\w*|of hyperext\w*))",
        after,
    )
    if lack:
        start -= len(lack.group())
    normal = None
    glued = GLUED_NORM.match(after)
    if glued and not lack:
        normal = float(glued.group(1))
        judge.reached = max(judge.reached, end + glued.end())
    motion, joint = use.motion, use.joint
    if motion and (joint, motion) not in norms():
        joint = use.joint = judge.finder.home_joint(motion) or joint
    if not motion and joint == "shoulder" and _ELEVATES.search(before):
        motion = use.motion = "flexion"
    if not motion and not joint and low is not None:
        joint = use.joint = judge.finder.home_joint("flexion")
    if lack or (beyond and beyond.group("lack")):
        motion = motion or "extension"
        is_loss: bool | None = value >= 5
    elif beyond and beyond.group("past"):
        is_loss = loss.motion_loss(joint, motion, value, None, normal, False)
    else:
        shown = value if low is None or not (motion == "extension" and joint in ("knee", "elbow")) else max(value, low)
        if motion in ("extension",) and joint in ("knee", "elbow") and low is not None and value > 60:
            (motion_,) = ("flexion",)
            is_loss = loss.motion_loss(joint, motion_, value, low, normal, negative)
        elif not motion and joint in _BENDS and (low is not None or value > 30 or joint in _DIGITS):
            is_loss = loss.motion_loss(joint, "flexion", value, low, normal, negative)
        else:
            is_loss = loss.motion_loss(joint, motion, shown, low, normal, negative)
    if (
        not is_loss
        and normal is None
        and re.search(r"\b(?:limited|decreased|restricted|reduced)\b[^.;:]{0,40}$", before)
        and not too_normal(joint, motion, value)
    ):
        is_loss = True
    if number.compared == ">" or judge.folded[number.inner : number.end].find("+") > 0:
        is_loss = None if is_loss else is_loss
    if beyond and beyond.group("lack") and beyond.group("lack") in ("from neutral", "short", "deficit", "shy"):
        end = number.end + beyond.end()
    motion = motion or ("flexion" if joint in _BENDS else "")
    too_far = loss.too_much(joint, motion if motion != "extension" or value <= 185 else "extension", value)
    if too_far:
        is_loss = None
    judge.take_side(number, use)
    judge.emit("rom", number, " ".join(x for x in (joint, motion) if x) or "range of motion", use, start=start, end=end, value=-value if negative and low is None else value,
              low=(-low if negative else low) if low is not None else None, unit="deg", normal=normal, lost=is_loss, impossible=too_far)  # fmt: skip
    return True


def percent(judge: Judge, number: Number, before: str) -> bool:
    """A share of a motion or of the other side's strength."""
    scene = judge.scene
    after = judge.after(number.end)
    if judge.treatment and not _AIMED.search(before):
        return False
    share = _SHARE.match(after)
    listed = not share and shares_listed(judge)
    lead = re.search(
        r"\b(?:limited|restricted|reduced|decreased|loss|limitation|deficit)(?: (?:by|to|at|of))?[ :~=]*(?:about |approx\w* )?$",
        before,
    )
    rom = (
        scene.mode == "rom"
        or (bool(scene.motion) and scene.motion not in ("grip", "pinch", "dynamometry", "symmetry"))
        or (bool(scene.joint) and not scene.muscle)
    )
    follow = judge.following(number.end)
    if follow is not None and (follow.motion or follow.mode == "rom"):
        rom = True
    if (
        share
        and share.group("more")
        and re.search(r"\b(?:a?a?rom|prom|range of motion|motion|flexion|extension|rotation|mobility)\b", after[:56])
    ):
        rom = True
    if re.search(r"\(\s*[~<>]?$", before) and scene.used and not re.search(r"rom|flex|ext|motion", before):
        return False
    if re.search(
        r"\b(?:pain|better|sx|symptoms|stiffness|difficulty|adherence|tolerance|report\w*|function|odi|ndi|edema|swelling|of (?:the )?time)\b",
        before[-25:] + _WITH_PAIN.sub("", after[:14]),
    ):
        return False
    strong = (strength.strong(judge) or scene.motion in ("grip", "pinch", "symmetry")) and not (
        rom and not scene.muscle and scene.mode != "strength"
    )
    plain = (
        rom
        and judge.section in ("objective", "")
        and scene.topic is not None
        and scene.topic.role == "motion"
        and judge.close(number.start)
        and not _MORE.match(after)
    )
    if not (share or lead or plain or (listed and rom and judge.close(number.start)) or (rom and scene.motion and re.search(r"\b(?:from|to)[ ~]*$", before)) or (rom and judge.section == "goals") or (scene.mode == "rom" and judge.close(number.start)) or (rom and re.search(r"\bby (?:at least )?[~<>=]*$", before))
            or (scene.motion == "symmetry" and judge.close(number.start)) or (rom and scene.used and judge.measures and judge.measures[-1].unit == "%" and judge.close(number.start))):  # fmt: skip
        gait = re.match(r" ?(?:step length|stride length|stance time|limb)? ?(?:asymmetry|symmetry)", after)
        if not gait:
            return False
        judge.emit(
            "performance",
            number,
            "gait symmetry",
            end=number.end + len(gait.group()),
            value=number.part.value,
            unit="%",
            lost=number.part.value >= 15,
        )
        return True
    end = number.end + (share.end() if share else 0)
    if (strong and share and (share.group("kept") or scene.motion == "symmetry")) or scene.motion == "symmetry":
        kind: MeasureKind = (
            "performance"
            if scene.motion == "symmetry" and "hop" in judge.folded[judge.begin : number.start]
            else "strength"
        )
        judge.emit(
            kind,
            number,
            judge.named() or "strength",
            end=end,
            value=number.part.value,
            unit="%",
            lost=number.part.value <= 85,
        )
        return True
    if not rom:
        return False
    lost_share = bool((share and share.group("lost")) or (lead and not re.search(r"(?:to|at)[ :~=]*$", lead.group())))
    is_loss = number.part.value >= 15 if lost_share else number.part.value <= 85
    if not lost_share and number.part.value >= 100:
        is_loss = False
    if share and share.group("more"):
        is_loss = False
    use = follow or scene
    judge.take_side(number, use)
    judge.emit(
        "rom",
        number,
        " ".join(x for x in (use.joint, use.motion) if x) or "range of motion",
        use,
        end=end,
        value=number.part.value,
        low=number.part.low,
        unit="%",
        lost=is_loss,
    )
    return True


def shares_listed(judge: Judge) -> bool:
    """Whether some percentage in the statement is said to be of normal, or lost."""
    if judge.listed is None:
        judge.listed = bool(_LISTED.search(judge.folded, judge.begin, judge.finish))
    return judge.listed


def length(judge: Judge, number: Number, before: str) -> bool:
    """A length that a motion reaches: fingertip to floor or palm, mouth opening."""
    after = judge.after(number.end)
    if judge.treatment or rejects.object_size(before, after):
        return False
    if _TO_PLACE.match(after):
        tail = _SHORT_OF.match(after)
        end = number.end + (tail.end() if tail else 0)
        judge.take_side(number, judge.scene)
        if "dpc" in after[:24] or "palm" in after[:24]:
            lost = loss.test_loss(tests()["DPC"], number.part.value, number.unit, "")
            judge.emit("rom", number, "DPC", end=end, value=number.part.value, unit=number.unit, lost=lost)
            return True
        floor = "toes" not in after[:20] and number.part.value * loss.LENGTH.get(number.unit, 1) >= 15
        judge.emit(
            "rom",
            number,
            judge.named() or "reach",
            end=end,
            value=number.part.value,
            unit=number.unit,
            lost=True if floor else None,
        )
        return True
    if number.unit == "mm" and judge.finder.home_joint("opening") == "jaw" and judge.finder.home_first("jaw"):
        judge.take_side(number, judge.scene)
        motion = (
            judge.scene.motion
            if ("jaw", judge.scene.motion) in norms()
            else "lateral excursion"
            if re.search(r"\blat\b", before[-12:])
            else "opening"
        )
        scene = judge.scene.copy()
        scene.joint = scene.region = "jaw"
        judge.emit(
            "rom",
            number,
            f"jaw {motion}",
            scene,
            value=number.part.value,
            unit="mm",
            lost=loss.motion_loss("jaw", motion, number.part.value, None, None, False),
        )
        return True
    if (
        judge.scene.joint == "jaw"
        or (judge.scene.motion in ("side bend",) and judge.close(number.start))
        or (judge.scene.motion and judge.scene.mode == "rom" and judge.close(number.start))
    ):
        judge.take_side(number, judge.scene)
        scale = 10 if number.unit == "cm" else 1
        is_loss = (
            loss.motion_loss("jaw", judge.scene.motion or "opening", number.part.value * scale, None, None, False)
            if judge.scene.joint == "jaw"
            else None
        )
        judge.emit("rom", number, judge.named(), value=number.part.value, unit=number.unit, lost=is_loss)
        return True
    return False


def bare_motion(judge: Judge, number: Number, before: str, after: str) -> bool:
    """A number without a unit behind a motion."""
    scene, part = judge.scene, number.part
    follow = judge.following(number.end) if scene.topic is None or scene.used else None
    if follow is not None and (not follow.motion or (scene.mode != "rom" and follow.mode != "rom")):
        follow = None
    if (
        judge.treatment
        and not _gained(before, after)
        and not re.search(r"\b(?:lag|lacks?|lacking|post[- ]?(?:tx|mob\w*|session)?|pre)\b[^.;]{0,12}$", before)
    ):
        return False
    if scene.motion in ("grip", "pinch", "dynamometry", "symmetry") or not 0 <= part.value <= 400:
        return False
    if not follow and (scene.topic is None or not judge.close(number.start)):
        lone = (
            scene.topic is None
            and part.shape == "range"
            and bool(scene.joint or scene.mode == "rom")
            and scene.mode != "strength"
        )
        if (
            judge.section == "goals"
            and part.shape == "range"
            and (part.low or 0) <= 15
            and 60 <= part.value <= 180
            and re.search(r"(?:goals?|stg|ltg|target)\b[^.;]{0,24}$", before)
        ):
            use = scene.copy()
            use.joint, use.motion = judge.finder.home_joint("flexion"), "flexion"
            return angle(judge, number, before, after, use)
        if not (lone and only_filler(judge, number.start)) and not (
            scene.mode == "rom"
            and scene.topic is None
            and only_filler(judge, number.start)
            and (scene.motion or scene.joint)
        ):
            lacking = re.search(r"\b(?:lack\w*|lag|short)[ ~]*$", before) and (scene.motion or scene.joint)
            if not lacking and not re.search(
                r"\b(?:flex|extend|bend|straighten)s?\b[^.;,]{0,30}\b(?:to|about|around|roughly)[ ~]*(?:about |just at around |around )?$",
                before,
            ):
                return False
    use = follow or scene
    if not use.motion:
        if (
            not (part.shape in ("range", "many", "ratio") and use.joint and not use.muscle)
            and use.mode != "rom"
            and not (use.joint in _DIGITS and _MODE_AFTER.match(after))
            and not re.search(r"\b(?:flex|extend|bend)s?\b", before)
        ):
            return False
        if part.shape == "single" and use.joint in _DIGITS and _MODE_AFTER.match(after):
            pass
        elif part.shape == "single" and (
            use.muscle or (not use.joint and use.mode == "rom" and not re.search(r"\b(?:flex|ext)", before))
        ):
            return False
    if rejects.bare(before, after, number) or (part.shape == "range" and rejects.dosed(after)):
        return False
    if (
        rejects.position(before, after, judge.treatment, use.motion in ("lag", "contracture"))
        and not re.search(r"(?:flex|extend|bend)\b[^.;]{0,30}$", before)
        and not judge.held(number)
    ):
        return False
    if part.shape == "ratio":
        return ratio_motion(judge, number, use)
    if use.mode == "strength" and use.topic is not None and use.topic.role != "motion":
        return False
    return angle(judge, number, before, after, use)


def _gained(before: str, after: str) -> bool:
    """Whether a value in a treatment is one of two that say what it gained: "flexion 98 -> 108 after"."""
    return bool(_GAINS.match(after) or (_GAINED.search(before) and _AFTERWARDS.match(after)))


def only_filler(judge: Judge, start: int) -> bool:
    """Whether only names of sides, modes and filler stand before a place in its statement or since the last value."""
    gap = judge.folded[max(judge.begin, judge.value_end) : start][-60:]
    known = set(WORD.findall(gap))
    return all(w in FILLER or w in ("knee", "kne", "hip", "shoulder", "elbow", "ankle", "wrist") for w in known)


def ratio_motion(judge: Judge, number: Number, use: Scene) -> bool:
    """Two figures with a slash: measured and normal, both sides, or both ends of a joint's range."""
    part = number.part
    first, second = part.value, part.of or 0.0
    name = " ".join(x for x in (use.joint, use.motion) if x) or "range of motion"
    if use.order:
        middle = judge.folded.index("/", number.inner)
        sides: tuple[Side, Side] = ("right", "left") if use.order == "r" else ("left", "right")
        for side, value, start, end in (
            (sides[0], first, number.start, middle),
            (sides[1], second, middle + 1, number.end),
        ):
            use.side = side
            lost = loss.motion_loss(use.joint, use.motion, value, None, None, False)
            judge.emit("rom", number, name, use, start=start, end=end, value=value, unit="deg", lost=lost)
        return True
    hand = use.joint in ("mp", "pip", "dip", "ip", "thumb mp", "finger", "thumb") or (
        use.topic is not None and "/" in judge.folded[use.topic.start : use.topic.end]
    )
    if use.both[0]:
        hand = True
    if _BOTH_MODES.search(judge.folded, judge.begin, judge.finish) and not hand:
        return _both_modes(judge, number, use, name)
    norm = None if hand else norms().get((use.joint, use.motion))
    judge.take_side(number, use)
    if hand or (
        first <= 20
        and second >= 60
        and not (norm and abs(norm.normal - second) <= norm.normal * 0.34 and norm.normal < 60)
    ):
        joint = use.joint
        if use.both[0] and joint not in ("mp", "pip", "dip", "ip", "thumb mp", "finger"):
            shown = [
                loss.motion_loss(joint, m, v, None, None, False) for m, v in zip(use.both, (first, second), strict=True)
            ]
            judge.emit(
                "rom",
                number,
                name,
                use,
                value=second,
                low=first,
                unit="deg",
                lost=True if True in shown else False if None not in shown else None,
            )
            return True
        wrong = loss.motion_loss(
            joint,
            "flexion",
            second,
            first if number.negative or (first >= 5 and joint not in ("wrist",)) else None,
            None,
            number.negative,
        )
        if joint == "wrist":
            wrong = loss.motion_loss("wrist", "flexion", second, None, None, False) or loss.motion_loss(
                "wrist", "extension", first, None, None, False
            )
        judge.emit(
            "rom",
            number,
            name,
            use,
            value=second,
            low=-first if number.negative else first,
            unit="deg",
            lost=wrong,
            impossible=loss.too_much(joint, "flexion", second),
        )
        return True
    lost = loss.motion_loss(use.joint, use.motion, first, None, second, number.negative)
    judge.emit(
        "rom",
        number,
        name,
        use,
        value=first,
        unit="deg",
        normal=second,
        lost=lost,
        impossible=loss.too_much(use.joint, use.motion, first),
    )
    return True


def _both_modes(judge: Judge, number: Number, use: Scene, name: str) -> bool:
    """Active and passive motion with a slash: two measures."""
    middle = judge.folded.index("/", number.inner)
    values = (number.part.value, number.part.of or 0.0)
    spots = ((number.start, middle), (middle + 1, number.end))
    judge.take_side(number, use)
    for value, (start, end) in zip(values, spots, strict=True):
        lost = loss.motion_loss(use.joint, use.motion, value, None, None, False)
        judge.emit("rom", number, name, use, start=start, end=end, value=value, unit="deg", lost=lost)
    return True


def too_normal(joint: str, motion: str, value: float) -> bool:
    """Whether a value reaches the norm of its motion."""
    norm = norms().get((joint, motion))
    return norm is not None and value >= norm.normal and motion != "adduction"

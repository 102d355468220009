"""What of a run's ground is not as it was: the part that differs, in words, so that nobody takes an honest change for a bent figure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.code_version import code_version
from pipeline.record import digest
from pipeline.verify.stored import Sealed, StoredRun
from pipeline.wave_before import NOT_AS_STORED
from pipeline.yardsticks import Previous

# Of the run's method, what figures follow from.
RULES = ("instrument", "definition", "index", "design", "weighting", "disclosure", "interval_level", "points")
CODE = "this is code {here}; the run was computed by {then}. Another version may rightly give other figures: verify with that one, or compute the wave again"
UNSAID = "the run was computed by a version that did not say what it stood on, so no part can be told apart; every response stored now was read"
ANSWERS = "what the rows of record hold is not what the run read, though no response came or went: an answer, a form's case or place, or a weight was changed in the database, which no page or command does"
RECORD = "what the rows of record hold is not what the run read"
FRAME = "the frame changed since: cases, weights, PSUs, desks, or the units that they stand in"
THINNED = "figures of domains were thinned out on {at:%Y-%m-%d} ({rows} rows): those computed again are held against the digests that were kept of them"
NATIONAL = "the country's figures are others than the run was given, which it does not hold: enter those of then in a copy, or compute the wave again"
NATIONAL_SINCE = "the country's figures were entered or changed since; here they are those that the run was given"
SHARED = "which villages both samples have is not kept in the run: it counted {then}, and from the register of units and the samples of today it is {now}"
SHARED_SINCE = "the register of units or the samples' villages changed since: today both samples have {now} villages in common, the run knew {then}; here they are those that it knew"
BEFORE = "{why}. So errors of changes since then are not known as they were: sipas pipeline verify --wave {wave} --run {run} says more"
BEFORE_AGAIN = "when the run was computed it said that {why}. Now it can be, so errors of changes are others"
NAMES = "{count} domains are called otherwise today than when the run was computed (units, villages, desks); a run keeps the names of its day, and no figure hangs on them"
CLOSED = ("the wave was closed with {sealed.then} responses (entry {sealed.entry} of the journal), now it has {sealed.now}: "
          "some were put in or removed since, which no page or command does. See: sipas audit verify")


@dataclass(frozen=True)
class Part:
    """A part of the ground. explains: figures may rightly (or, of `answers`, wrongly) be others because of it; else it is only told.

    wrong: it is nothing that any page or command does, whatever the figures say.
    """

    name: str
    explains: bool
    words: str
    wrong: bool = False


@dataclass(frozen=True)
class Since:
    """What came after a run and is not counted in its recomputation; previous: what the wave would be compared with today;
    national: the country's scores of today; sealed: what the wave was closed with; renamed: how many domains have other names than in the run."""

    responses: int
    corrections: int
    acts: int
    previous: Previous | None
    national: Mapping[str, float]
    sealed: Sealed | None
    renamed: int


def changed_parts(stored: StoredRun, method: Mapping, counts: Mapping, diagnostics: Mapping, since: Since) -> Iterator[Part]:
    """What differs between a run and its recomputation. method, counts, diagnostics: of the recomputation."""
    ground = diagnostics["ground"]
    if stored.thinned:
        yield Part("thinned", False, THINNED.format(at=stored.thinned.thinned_at, rows=sum(stored.thinned.rows.values())))
    if stored.code_version != code_version():
        yield Part("code", True, CODE.format(here=code_version(), then=stored.code_version))
    yield from _responses(stored, ground, since) if stored.ground else [Part("unsaid", True, UNSAID)]
    yield from _exclusions(stored, ground, since) if stored.ground else ()
    if stored.ground and stored.ground["answers"] != ground["answers"]:
        apart = stored.ground["frame"] != ground["frame"] or any(stored.counts.get(name) != counts.get(name) for name in ("stored", "excluded"))
        yield Part("answers", True, RECORD if apart else ANSWERS)
    if stored.ground.get("frame", ground["frame"]) != ground["frame"]:
        yield Part("frame", True, FRAME)
    yield from _national(stored, since)
    if since.renamed:
        yield Part("names", False, NAMES.format(count=since.renamed))
    if since.sealed and since.sealed.then != since.sealed.now:
        yield Part("closed", False, CLOSED.format(sealed=since.sealed), wrong=True)
    rules = [name for name in RULES if stored.method.get(name) != method.get(name)]
    if rules:
        yield Part("rules", True, f"the run's method says otherwise of: {', '.join(rules)}")
    previous = stored.method.get("previous"), method.get("previous")
    yield from _previous(*previous, since)
    if all(previous):
        yield from _shared(stored, *previous, since)
        yield from _before(previous[1], *(_refused(*one) for one in ((stored.method, stored.diagnostics), (method, diagnostics))))


def _national(stored: StoredRun, since: Since) -> Iterator[Part]:
    """A run is computed with the scores that it was given; one that kept only their digest, with those of today."""
    given = stored.ground.get("national")
    if stored.national is not None and stored.national != since.national:
        yield Part("national", False, NATIONAL_SINCE)
    elif isinstance(given, str) and given != digest(dict(since.national)):
        yield Part("national", True, NATIONAL)


def _responses(stored: StoredRun, ground: Mapping, since: Since) -> Iterator[Part]:
    then, now = stored.ground["responses"]["stored"], ground["responses"]["stored"]
    if then != now:
        yield Part("responses", True, f"of the responses up to number {stored.last_response} the run read {then}, now there are {now}: "
                                      "some were removed or slipped in (or, on PostgreSQL, became visible only after the run had begun)")
    if since.responses:
        corrections = f", {since.corrections} of them corrections" if since.corrections else ""
        yield Part("later", False, f"{since.responses} responses came after the run{corrections}; they are left out here as they were then")


def _exclusions(stored: StoredRun, ground: Mapping, since: Since) -> Iterator[Part]:
    then, now = (one.get("exclusions", {}).get("acts", 0) for one in (stored.ground, ground))
    if then != now:
        yield Part("exclusions", True, f"of the acts of leaving forms out up to number {stored.last_act} the run knew {then}, now there are {now}")
    if since.acts:
        yield Part("later_exclusions", False, f"{since.acts} acts of leaving forms out, or letting them in again, came after the run; they are passed over here")


def _previous(then: Mapping | None, now: Mapping | None, since: Since) -> Iterator[Part]:
    if _said(then) != _said(now):
        yield Part("previous", True, f"the run says it was compared with {_said(then)}, but when it began that would have been {_said(now)}")
    today = since.previous
    if now and today and (today.wave, today.run) != (now["wave"], now["run"]):
        yield Part("previous_today", False, f"a run of today would be compared with run {today.run} of {today.wave}; here it is run {now['run']} of {now['wave']}, as then")


def _shared(stored: StoredRun, then: Mapping, now: Mapping, since: Since) -> Iterator[Part]:
    """A run is computed with the shared villages that it knew; one that did not keep them, with those of today."""
    today = since.previous
    if stored.shared is None and then.get("shared_psus") != now["shared_psus"]:
        yield Part("shared", True, SHARED.format(then=then.get("shared_psus", "none"), now=now["shared_psus"]))
    elif stored.shared is not None and today and today.wave == then["wave"] and today.shared != stored.shared:
        yield Part("shared", False, SHARED_SINCE.format(then=len(stored.shared), now=today.shared_psus))


def _before(previous: Mapping, then: str | None, now: str | None) -> Iterator[Part]:
    """then, now: why the run compared with could not be computed again; None: it could."""
    if then != now:
        yield Part("before", True, BEFORE_AGAIN.format(why=then) if now is None else BEFORE.format(why=now, **previous))


def _refused(method: Mapping, diagnostics: Mapping) -> str | None:
    if method["previous"].get("overlap_lacking") != NOT_AS_STORED:
        return None
    return diagnostics["differences"]["overlap"]["lacking"]


def _said(previous: Mapping | None) -> str:
    if previous is None:
        return "nothing"
    released = f"release {previous['release']}" if previous.get("release") else "not released then" if "released" in previous else "release not said"
    return f"run {previous['run']} of {previous['wave']} ({released})"

"""What to hide of questions so that no hidden count can be told: first what few people stand behind, then what would give it away."""

from dataclasses import dataclass

import numpy as np

from pipeline.disclose import Rules
from pipeline.questions.domain_rows import DomainRows
from pipeline.questions.leeway import leeway
from pipeline.questions.tables import Tables, within

ALMOST = 1e-9  # moves are fractions of people, and miss whole numbers by rounding alone
NEVER = np.iinfo(np.int64).max


def few_behind(tables: Tables, rows: DomainRows, rules: Rules) -> np.ndarray:
    """Figures bool [questions, rows, figures] that would tell of few people, or of each: fewer than rules.flag answered, or fewer than
    rules.hide chose it, or fewer than that did not, be it nobody: then the answer of everybody known to have answered is known.

    That nobody chose an option is told. Levels of a scale are hidden in all domains of a column or in none: mean scores are
    shown, so those of some domains would narrow those of others. Where levels are shown, so are the two best together.
    """
    few = _few(tables, rules.hide) | (tables.n < rules.flag)[:, :, None] & tables.open[:, :, None]
    if not tables.together.any():
        return few
    of_column = (rows.column == rows.column[:, None]) & ~rows.of_nobody
    column = of_column @ few[:, :, tables.together].any(2)[:, :, None].astype(float) > 0
    return column & (few | tables.together) & tables.open[:, :, None]


def _few(tables: Tables, least: int) -> np.ndarray:
    n, chosen = tables.n[:, :, None], tables.counts
    return (chosen > 0) & ((chosen < least) | (n - chosen < least)) & tables.open[:, :, None]


@dataclass
class Hiding:
    """The hidden figures of questions, bool [questions, rows, figures], to which `settle` adds."""

    tables: Tables
    rows: DomainRows
    hidden: np.ndarray

    def settle(self, least: int, unprotected: np.ndarray) -> None:
        """Hide further figures until each hidden one that tells of fewer than `least` people, or of all but so few, can be otherwise by
        `least` people, and each other by one; or by as many as if all were hidden.

        unprotected bool [rows]: people whose own figures nobody could tell anybody by.
        """
        limits, done = _limits(self.tables, self.rows, least), ~self.tables.open | unprotected
        self.hidden = _passed_down(self.hidden, self.tables, self.rows)
        active = np.flatnonzero(self.hidden.any((1, 2)))
        while len(active):
            step = _Step(self.tables.of(active), self.rows, self.hidden[active])
            row, in_row = step.lacking(limits[:, active], done[active])
            active, step, row, in_row = active[row >= 0], step.of(row >= 0), row[row >= 0], in_row[row >= 0]
            if len(active):
                done[active, row] = ~step.hide(row, in_row)
                self.hidden[active] = _passed_down(step.hidden, step.tables, self.rows)


@dataclass
class _Step:
    """One more cell, or a few, to hide in each of some questions."""

    tables: Tables
    rows: DomainRows
    hidden: np.ndarray

    def of(self, wanted: np.ndarray) -> "_Step":
        """The same for some of the questions."""
        return _Step(self.tables.of(np.flatnonzero(wanted)), self.rows, self.hidden[wanted])

    def lacking(self, limits: np.ndarray, done: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The smallest domain [questions] with a hidden figure that cannot move far enough (-1: none), and whether its own figures alone see to that."""
        tables = self.tables
        alone, together = leeway(tables.possible, tables.moves, self.hidden, tables.n > 0, self.rows)
        shows = self.rows.places @ (self.hidden & tables.open[:, :, None]).astype(float) == 0
        needed = limits[0] - ALMOST
        for whole, limit in enumerate(limits[1:]):
            needed = np.where(shows[:, [whole]], np.minimum(needed, limit - ALMOST), needed)
        lacking = self.hidden & ~done[:, :, None] & (together < needed)
        size = np.where(lacking.any(2), tables.n, NEVER)
        row, every = size.argmin(1), np.arange(len(size))
        return np.where(size.min(1) < NEVER, row, -1), (lacking & (alone < needed))[every, row].any(1)

    def hide(self, row: np.ndarray, in_row: np.ndarray) -> np.ndarray:
        """Hide more for the sake of the domains `row`; False [questions] where there is nothing more to hide."""
        found = np.zeros(len(row), bool)
        for hide, where in ((self._in_row, in_row), (self._in_partner, ~found), (self._in_places, ~found), (self._in_row, ~found)):
            found |= hide(row, where & ~found)
        return found

    def _in_row(self, row: np.ndarray, where: np.ndarray) -> np.ndarray:
        """Hide one more figure of the domain: the smallest that anybody is behind."""
        every = np.arange(len(row))
        chosen = self.tables.counts[every, row]
        size = np.where(self.hidden[every, row], NEVER, np.where(chosen > 0, chosen, NEVER - 1))
        found = where & (size.min(1) < NEVER)
        self.hidden[every[found], row[found], size.argmin(1)[found]] = True
        return found

    def _in_partner(self, row: np.ndarray, where: np.ndarray) -> np.ndarray:
        """Hide what is hidden of the domain in another of its column, where least is to be hidden anew, inside the same wholes."""
        every, n = np.arange(len(row)), self.tables.n
        wanted = self.hidden[every, row]
        alike = self.rows.groups(self._showing(wanted)[:, :, None])[:, :, 0]
        more = (wanted[:, None, :] & ~self.hidden).sum(2)
        possible = (alike == alike[every, row][:, None]) & (more > 0) & self.tables.open
        size = np.where(possible, more * (n.max(initial=0) + 1) + n, NEVER)
        found = where & (size.min(1) < NEVER)
        self.hidden[every[found], size.argmin(1)[found]] |= wanted[found]
        return found

    def _in_places(self, row: np.ndarray, where: np.ndarray) -> np.ndarray:
        """Hide what is hidden of the domain in the first of the wholes it is a part of."""
        every = np.arange(len(row))
        wanted = self.hidden[every, row]
        around = self._showing(wanted) & (self.rows.parts[:, row].T > 0)
        found = where & around.any(1)
        for question in every[found]:
            places = (self.rows.places[around[question].argmax()] > 0) & self.tables.open[question]
            self.hidden[question, places] |= wanted[question]
        return found

    def _showing(self, wanted: np.ndarray) -> np.ndarray:
        """Wholes [questions, wholes] of which some place shows some of the wanted figures [questions, figures]."""
        shows = (wanted[:, None, :] & ~self.hidden).any(2) & self.tables.open
        return (self.rows.places @ shows[:, :, None].astype(float))[:, :, 0] > 0


def _limits(tables: Tables, rows: DomainRows, least: int) -> np.ndarray:
    """How far figures need to move [1 + wholes, questions, rows, figures], or what little everyone's figure, or that of each whole if it is shown, leaves."""
    wanted = np.where(_few(tables, least), least, 1)
    limits = np.full((1 + len(rows.parts), *tables.bounds.shape), float(least))
    limits[0] = np.minimum(tables.bounds, wanted)
    for whole, (parts, places) in enumerate(zip(rows.parts > 0, rows.places > 0, strict=True), 1):
        total, sums = tables.n[:, places].sum(1)[:, None, None], tables.counts[:, places].sum(1)[:, None, :]
        limits[whole][:, parts] = np.minimum(within(tables.n[:, parts, None], total, sums), least)
    return limits


def _passed_down(hidden: np.ndarray, tables: Tables, rows: DomainRows) -> np.ndarray:
    """With the parts of all wholes of which some place is hidden: else it would be the sum of its parts."""
    while True:
        of_whole = rows.places @ hidden.astype(float) > 0
        more = (rows.parts.T @ of_whole.astype(float) > 0) & tables.open[:, :, None] & ~hidden
        if not more.any():
            return hidden
        hidden = hidden | more

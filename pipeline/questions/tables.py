"""Questions as tables of people, domains by answers, those of one shape together: what hiding is decided on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from forms import Instrument
from pipeline.estimate import ALL
from pipeline.questions.domain_rows import DomainRows
from pipeline.questions.figures import SHARE, TOP2, QuestionFigure
from pipeline.questions.leeway import Moves, change_of_level, change_of_option, reach


@dataclass(frozen=True)
class Tables:
    """Figures of some questions, all of one shape. names: question and options, for each.

    n [questions, rows], counts [questions, rows, figures]: people who answered, and those behind each figure; total
    [questions]: everybody. together bool [figures]: levels of a scale. possible [questions, rows, moves]: how far answers can
    move. bounds, as counts: how far figures could move if nothing but people, mean scores and everyone's figures were known.
    """

    names: tuple[tuple[str, tuple[str, ...]], ...]
    n: np.ndarray
    counts: np.ndarray
    total: np.ndarray
    together: np.ndarray
    moves: Moves
    possible: np.ndarray
    bounds: np.ndarray

    @property
    def open(self) -> np.ndarray:
        """Rows bool [questions, rows] with some people, but not all: what everybody is known for cannot be hidden."""
        return (self.n > 0) & (self.n < self.total[:, None])

    def of(self, questions: np.ndarray) -> "Tables":
        """The same for some of the questions, by place."""
        arrays = {name: getattr(self, name)[questions] for name in ("n", "counts", "total", "possible", "bounds")}
        return replace(self, names=tuple(self.names[place] for place in questions.tolist()), **arrays)


Shaped = tuple[tuple[str, tuple[str, ...]], np.ndarray, np.ndarray]


def tables_of(figures: Iterable[QuestionFigure], instrument: Instrument, rows: DomainRows) -> Iterator[Tables]:
    """Tables of all questions that are told by domain."""
    place, shapes = {name: number for number, name in enumerate((*rows.names, (None, ALL)))}, {}
    for question, told in _people(figures).items():
        if any(by is not None for by, _ in told):
            options, n, counts = _counted(told, place, rows)
            shape, parts = SHAPES[instrument.items[question].kind]
            for table in parts(question, options, n, counts):
                shapes.setdefault((shape, len(table[0][1])), []).append(table)
    for (shape, _), tables in shapes.items():
        names, n, counts = zip(*tables, strict=True)
        yield shape(names, np.stack(n), np.stack(counts))


def _people(figures: Iterable[QuestionFigure]) -> dict[str, dict[tuple, list]]:
    """Of each question by column and domain: people who answered, and those who chose each option."""
    found: dict[str, dict[tuple, list]] = {}
    for figure in figures:
        if figure.statistic == SHARE:
            found.setdefault(figure.question, {}).setdefault((figure.by, figure.domain), [figure.n, {}])[1][figure.option] = figure.chosen
    return found


def _counted(told: Mapping[tuple, list], place: Mapping[tuple, int], rows: DomainRows) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """Options, n [rows + 1], counts [rows + 1, options], everyone's last; people in no domain of a column are all but those in one."""
    options = tuple(told[None, ALL][1])
    table = np.zeros((len(place), len(options) + 1), np.int64)
    for domain, (n, chosen) in told.items():
        table[place[domain]] = n, *(chosen[option] for option in options)
    inside = np.zeros((int(rows.column.max()) + 1, table.shape[1]), np.int64)
    np.add.at(inside, rows.column, table[:-1])
    # A column by which the question is not told has nobody inside, and its row of nobody stays empty.
    table[:-1][rows.of_nobody] = np.where(inside.any(1)[:, None], table[-1] - inside, 0)
    return options, table[:, 0], table[:, 1:]


def _whole(question: str, options: Sequence[str], n: np.ndarray, counts: np.ndarray) -> Iterator[Shaped]:
    yield (question, tuple(options)), n, counts


def _each_option(question: str, options: Sequence[str], n: np.ndarray, counts: np.ndarray) -> Iterator[Shaped]:
    for place, option in enumerate(options):
        yield (question, (option,)), n, counts[:, [place]]


def _levels_first(question: str, options: Sequence[str], n: np.ndarray, counts: np.ndarray) -> Iterator[Shaped]:
    order = sorted(range(len(options)), key=lambda place: options[place] == TOP2)
    yield (question, tuple(options[place] for place in order)), n, counts[:, order]


def _adding_up(names: Sequence[tuple], n: np.ndarray, counts: np.ndarray) -> Tables:
    """Options of a choice of one, or of so many."""
    return _tables(names, n, counts, counts, change_of_option(counts.shape[2], counts.shape[2]), 0)


def _alone(names: Sequence[tuple], n: np.ndarray, counts: np.ndarray) -> Tables:
    """An option of a choice of several: it divides people in two."""
    return _tables(names, n, counts, np.concatenate([counts, n[:, :, None] - counts], axis=2), change_of_option(2, 1), 0)


def _scales(names: Sequence[tuple], n: np.ndarray, counts: np.ndarray) -> Tables:
    """Scales, of which the mean scores are told."""
    levels = sum(option != TOP2 for option in names[0][1])
    return _tables(names, n, counts, counts[:, :, :levels], change_of_level(levels), levels)


def _tables(names: Sequence[tuple], n: np.ndarray, counts: np.ndarray, answers: np.ndarray, moves: Moves, levels: int) -> Tables:
    """answers [questions, rows + 1, cells]: the counts that moves change."""
    possible = moves.possible(answers[:, :-1], n[:, :-1])
    bounds = np.minimum(reach(possible, moves.effects), within(n[:, :-1, None], n[:, -1:, None], counts[:, -1:]))
    return Tables(tuple(names), n[:, :-1], counts[:, :-1], n[:, -1], np.arange(counts.shape[2]) < levels, moves, possible, bounds)


def within(n: np.ndarray, total: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """How far a count of n people can move at most, when `whole` is that of the `total` people of whom they are: Fréchet's bounds for two by two."""
    return np.minimum(np.minimum(n, total - n), np.minimum(whole, total - whole)).clip(0)


SHAPES: Mapping[str, tuple[Callable[..., Tables], Callable[..., Iterator[Shaped]]]] = {
    "single": (_adding_up, _whole), "choose": (_adding_up, _whole), "multiple": (_alone, _each_option), "scale": (_scales, _levels_first),
}

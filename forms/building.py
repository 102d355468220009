"""Turns located tables (from a TOML file or frozen JSON) into an Instrument, after checking them."""

from collections.abc import Mapping

from forms.definition import CHANNELS, Condition, Instrument, Item, Level, NonAnswer, Option, Scale, Section, Text
from forms.meaning import check_meaning, conditions_of
from forms.mistakes import Findings, Table
from forms.shape import check_shape


def build(document: Table) -> Instrument:
    """The instrument in `document`; InstrumentError with all mistakes of shape, or else all of meaning."""
    findings = Findings()
    check_shape(document, "instrument", findings)
    findings.raise_if_any()
    document = _with_answers(document, findings)
    findings.raise_if_any()
    check_meaning(document, findings)
    findings.raise_if_any()
    return _instrument(document)


def _with_answers(document: Table, findings: Findings) -> Table:
    """A copy in which each item carries the keys of the answer it (or its section) names."""
    answers = {table["code"]: table for table in document.get("answer", [])}
    sections = []
    for section in document["section"]:
        items = [_with_answer(item, section, answers, findings) for item in section["item"]]
        sections.append(Table({**section, "item": items}, section.file, section.key))
    return Table({**document, "section": sections}, document.file, document.key)


def _with_answer(item: Table, section: Table, answers: Mapping[str, Table], findings: Findings) -> Table:
    # An item that says its own kind takes nothing from its section.
    holder = item if "answer" in item or "kind" in item else section
    name = holder.get("answer")
    if name is not None and name not in answers:
        known = ", ".join(answers) or "none"
        findings.add(holder, "answer", f"expected an answer of this file ({known}); came {name!r}", "Define or correct it")
    return Table({**answers.get(name, {}), **item}, item.file, item.key)


def _instrument(document: Table) -> Instrument:
    scales = {table["code"]: _scale(table) for table in document.get("scale", [])}
    nonanswers = {table["code"]: _nonanswer(table) for table in document.get("nonanswer", [])}
    sections = tuple(_section(table, scales) for table in document["section"])
    items = [item for section in sections for item in section.items]
    used_scales = {item.scale.code for item in items if item.scale}
    used_nonanswers = {code for item in items for code in item.nonanswers}
    return Instrument(
        code=document["code"],
        version=document["version"],
        title=_text(document["title"]),
        sections=sections,
        # A version that drops items of its base leaves their scales behind.
        scales={code: scale for code, scale in scales.items() if code in used_scales},
        nonanswers={code: nonanswer for code, nonanswer in nonanswers.items() if code in used_nonanswers},
    )


def _text(table: Table | None) -> Text | None:
    return None if table is None else Text(table["vi"], table["en"])


def _scale(table: Table) -> Scale:
    return Scale(table["code"], tuple(Level(level["value"], _text(level["text"])) for level in table["level"]))


def _nonanswer(table: Table) -> NonAnswer:
    return NonAnswer(table["code"], _text(table["text"]), tuple(table.get("channels", CHANNELS)))


def _option(table: Table) -> Option:
    return Option(table["value"], _text(table["text"]), table.get("free_text", False))


def _conditions(table: Table) -> tuple[Condition, ...]:
    return tuple(Condition(condition["item"], tuple(condition["in"])) for condition in conditions_of(table))


def _section(table: Table, scales: Mapping[str, Scale]) -> Section:
    return Section(
        code=table["code"],
        title=_text(table["title"]),
        intro=_text(table.get("intro")),
        items=tuple(_item(item, scales) for item in table["item"]),
        show_if=_conditions(table),
    )


def _item(table: Table, scales: Mapping[str, Scale]) -> Item:
    return Item(
        code=table["code"],
        concept=table["concept"],
        kind=table["kind"],
        text=_text(table["text"]),
        help=_text(table.get("help")),
        scale=scales.get(table.get("scale")),
        options=tuple(_option(option) for option in table.get("option", [])),
        choose=table.get("choose"),
        nonanswers=tuple(table.get("nonanswers", [])),
        required_in=tuple(table.get("required_in", [])),
        max_length=table.get("max_length"),
        show_if=_conditions(table),
    )

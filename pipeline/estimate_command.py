"""`sipas estimate`: the engine on its own, for any analysis file or for cases written in a file."""

import json
from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=True, path_type=Path)
MANY_ROWS = 200_000  # from here on products of all items take longer than everything else


@click.command("estimate")
@click.argument("data", type=FILE, required=False)
@click.option("--cases", "cases_file", type=FILE, help="A cases.json; its data files lie beside it.")
@click.option("--structure", type=FILE, help="A structure.json: items, components, indices, overall.")
@click.option("--index", "index_name", help="An index of the product instead of --structure: sipas, service, ...")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the results, one JSON file a case.")
@click.option("--only", default="", help="Names of cases, by commas.")
@click.option("--extras", is_flag=False, flag_value="", default=None, metavar="[CASE]",
              help="Also extras.json: differences, replicate errors, shares. Without a name: the first plain clustered case.")
@click.option("--hits", type=FILE, help="CSV of bootstrap draws a PSU; boot_hits.csv beside the cases where there is one.")
@click.option("--stratum", help="Column of the stratum.")
@click.option("--psu", help="Column of the primary sampling unit; without it each row is its own.")
@click.option("--weight", help="Column of the weight; without it all count alike.")
@click.option("--fpc", help="Column with the stratum's number of PSUs in the population (or the sampling fraction).")
@click.option("--nested", is_flag=True, help="PSU codes restart in each stratum.")
@click.option("--lonely", default="fail", show_default=True, help="Strata with one PSU: fail, adjust, average, certainty.")
@click.option("--domain", "domains", multiple=True, help="Column whose values are reported; may be given several times.")
@click.option("--level", default=0.95, show_default=True, type=click.FloatRange(0.5, 0.9999), help="Confidence level.")
@click.option("--rollup-deff/--no-rollup-deff", default=None, help=f"Design effects of roll-ups too; for DATA of more than {MANY_ROWS:,} rows only when asked.")
@click.option("--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True)
@click.option("--scheduler", help="Address of a Dask scheduler; without it a cluster on this machine.")
@click.option("--timings", is_flag=True, help="Print seconds and memory as one JSON object, last.")
def estimate_command(**options):
    """Scores, standard errors and intervals from DATA (.csv, .parquet, folder of .parquet), or from --cases.

    \b
    sipas estimate wave.parquet --index sipas --stratum district --psu village --weight weight --domain commune
    sipas estimate --cases cases.json --structure structure.json --out results
    """
    from pipeline.errors import EngineError
    from pipeline.process import prepare_process

    _check_options(options)
    prepare_process()
    try:
        (_run_cases if options["cases_file"] else _run_file)(options)
    except EngineError as problem:
        raise click.ClickException(str(problem)) from problem


def _check_options(options: dict) -> None:
    if bool(options["cases_file"]) == bool(options["data"]):
        raise click.UsageError("Give either a DATA file or --cases.")
    if bool(options["structure"]) == bool(options["index_name"]):
        raise click.UsageError("Say what to estimate: --structure FILE or --index NAME.")
    if options["data"] and options["extras"] is not None:
        raise click.UsageError("--extras goes with --cases, not with a single DATA file.")
    if options["cases_file"] and not options["out"]:
        raise click.UsageError("--cases needs --out, the folder for the results.")


def _run_cases(options: dict) -> None:
    from pipeline.cases import read_cases
    from pipeline.timings import Timings

    timings, (definition, columns) = Timings(), _definition(options)
    cases = read_cases(options["cases_file"])
    failed = [case.name for case in _chosen(cases, options["only"]) if not _run_case(case, definition, columns, options, timings)]
    if options["extras"] is not None:
        _write_extras(cases, definition, columns, options)
    _print_timings(options, timings.report())
    if failed:
        raise click.ClickException(f"failed: {', '.join(failed)}")


def _run_case(case, definition, columns: dict, options: dict, timings) -> bool:
    """Write one case's results or its error; False for an error that was not expected."""
    from pipeline.cases import candidate
    from pipeline.errors import EngineError

    domains = [case.domain] if case.domain else []
    try:
        with timings.part(case.name):
            effects = options["rollup_deff"] is not False
            content = candidate(case.name, _estimate(case.data, case.design, definition, columns, domains, options, effects))
    except EngineError as problem:
        content = {"case": case.name, "error": str(problem)}
    _write(options["out"] / f"{case.name}.json", content)
    for warning in content.get("warnings", ()):
        click.echo(f"warning: {case.name}: {warning}", err=True)
    click.echo(f"{case.name}: {content.get('error') or str(len(content['results'])) + ' estimates'}")
    return case.error_expected or "error" not in content


def _run_file(options: dict) -> None:
    from pipeline import parquet_numbers  # noqa: F401  (all of the engine is loaded before the clock starts)
    from pipeline.cases import candidate
    from pipeline.design import Design
    from pipeline.process import keep_arrow_memory
    from pipeline.table import open_source
    from pipeline.timings import Timings

    keep_arrow_memory()
    definition, columns = _definition(options)
    design = Design(options["stratum"], options["psu"], options["weight"], options["fpc"], options["nested"], options["lonely"])
    timings = Timings()
    source = open_source(options["data"])
    effects = source.rows <= MANY_ROWS if options["rollup_deff"] is None else options["rollup_deff"]
    results = _estimate(source, design, definition, columns, options["domains"], options, effects, timings)
    report = timings.report()
    for warning in results.warnings + (() if effects else ("no design effects of roll-ups; ask for them with --rollup-deff",)):
        click.echo(f"warning: {warning}", err=True)
    content = candidate(options["data"].stem, results)
    if options["out"]:
        _write(options["out"] / f"{options['data'].stem}.json", content)
    else:
        click.echo(json.dumps(content, ensure_ascii=False))
    _print_timings(options, report)


def _estimate(data, design, definition, columns: dict, domains, options: dict, rollup_effects: bool, timings=None):
    """One file through the engine chosen; both engines run the same kernel."""
    from pipeline.errors import DataError
    from pipeline.estimate import results_of
    from pipeline.timings import Timings

    timings = timings or Timings()
    with timings.part("sum"):
        tables = _tables(data, design, definition, columns, domains, options, rollup_effects)
    with timings.part("statistics"):
        results = results_of(tables, design, definition, options["level"])
    if results.n == 0:
        raise DataError("There is no row to estimate from: the file has none, or all weights are 0. Check the export.")
    return results


def _tables(data, design, definition, columns: dict, domains, options: dict, rollup_effects: bool) -> dict:
    if options["engine"] == "dask":
        from pipeline.cluster import sum_on_cluster

        return sum_on_cluster(data, design, columns, definition.scale, domains, rollup_effects, options["scheduler"])
    from pipeline.summing import sum_tables

    return sum_tables(data, design, columns, definition.scale, domains, rollup_effects)


def _definition(options: dict):
    """The index and its item columns."""
    from pipeline import indices
    from pipeline.cases import item_columns, read_structure

    definition = indices.load(options["index_name"]) if options["index_name"] else read_structure(options["structure"])
    return definition, item_columns(definition)


def _chosen(cases: list, only: str) -> list:
    names = [name for name in only.split(",") if name]
    unknown = set(names) - {case.name for case in cases}
    if unknown:
        raise click.UsageError(f"--only: no case {', '.join(sorted(unknown))}. There are: {', '.join(case.name for case in cases)}.")
    return [case for case in cases if not names or case.name in names]


def _write_extras(cases: list, definition, columns: dict, options: dict) -> None:
    from pipeline.extras import case_extras, plain_case

    named = options["extras"]
    case = next((c for c in cases if c.name == named), None) if named else plain_case(cases)
    if case is None:
        raise click.UsageError(f"--extras: no case {named or 'with strata, PSUs, weights and domains and nothing special'}.")
    beside = options["cases_file"].parent / "boot_hits.csv"
    hits = options["hits"] or (beside if beside.exists() else None)
    _write(options["out"] / "extras.json", case_extras(case, definition, columns, hits))
    click.echo(f"extras of {case.name}")


def _write(path: Path, content: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, allow_nan=False), encoding="utf-8")


def _print_timings(options: dict, report: dict) -> None:
    if options["timings"]:
        click.echo(json.dumps(report))

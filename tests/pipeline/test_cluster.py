"""The pass on a Dask cluster: the local engine's results to the bit, also when a worker is lost."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.cluster import ClusterError, sum_on_cluster
from pipeline.estimate import results_of
from pipeline.summing import sum_tables
from pipeline.table import ParquetSource
from tests.pipeline.small_surveys import DESIGN, ITEMS, small_definition, small_survey

distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
COLUMNS = {item: item for item in ITEMS}
BLOCKS = 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path, table = tmp_path_factory.mktemp("parts"), small_survey(weights="binary")
    for place in range(BLOCKS):
        pq.write_table(table.slice(40 * place, 40), path / f"part-{place}.parquet")
    return path


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster:
        yield cluster


def estimates(tables):
    return list(results_of(tables, DESIGN, small_definition()).estimates())


def test_a_cluster_gives_the_same_bits(folder, cluster):
    local = sum_tables(folder, DESIGN, COLUMNS, 5, ("commune",), True)
    assert estimates(sum_on_cluster(folder, DESIGN, COLUMNS, 5, ("commune",), True, cluster.scheduler_address)) == estimates(local)


def test_a_lost_worker_costs_only_time(folder, cluster, monkeypatch):
    from pipeline import cluster as room

    def kill_one_then_collect(futures):
        next(iter(cluster.workers.values())).process.process.kill()
        return distributed.as_completed(futures)

    monkeypatch.setattr(room, "collect", kill_one_then_collect)
    local = sum_tables(folder, DESIGN, COLUMNS, 5, (), False)
    assert estimates(sum_on_cluster(folder, DESIGN, COLUMNS, 5, (), False, cluster.scheduler_address)) == estimates(local)


def test_an_address_where_nobody_answers(folder, monkeypatch):
    monkeypatch.setattr("pipeline.cluster.CONNECT_SECONDS", 1)
    with pytest.raises(ClusterError, match="No Dask scheduler answers at tcp://127.0.0.1:9"):
        sum_on_cluster(folder, DESIGN, COLUMNS, 5, (), False, "tcp://127.0.0.1:9")


def test_a_relative_path_is_sent_whole(folder, cluster, monkeypatch):
    monkeypatch.chdir(folder)
    tables = sum_on_cluster("part-0.parquet", DESIGN, COLUMNS, 5, (), False, cluster.scheduler_address)
    assert estimates(tables) == estimates(sum_tables("part-0.parquet", DESIGN, COLUMNS, 5, (), False))


def test_a_file_that_workers_cannot_read(folder, cluster, monkeypatch):
    monkeypatch.setattr("pipeline.cluster._anywhere", lambda block: ParquetSource(Path("/nowhere/part.parquet")))
    with pytest.raises(ClusterError, match="must be able to read it under the same path"):
        sum_on_cluster(folder, DESIGN, COLUMNS, 5, (), False, cluster.scheduler_address)

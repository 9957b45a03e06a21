"""A Spark job with all that it is told in one settings file: `python -m notelint.linter.spark notelint.toml`."""

from __future__ import annotations

import click
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from notelint.linter.batches import WrongColumns
from notelint.linter.config import Cluster, ConfigError, load_settings
from notelint.linter.fingerprint import WrongKey, find_key
from notelint.linter.knowledge import KnowledgeError
from notelint.linter.rules import PluginError
from notelint.linter.spark.notes import lint_notes, write_verdicts

EXAMPLE = '[spark]\nnotes = { table = "lake.notes" }\nverdicts = { parquet = "s3a://lake/verdicts" }'


class JobFailed(click.ClickException):
    """A job could not be done."""

    exit_code = 2


@click.command()
@click.argument("settings", type=click.Path(exists=True, dir_okay=False), metavar="SETTINGS")
def main(settings: str) -> None:
    """Judge the notes that the table [spark] of SETTINGS names, and write the verdicts where it says.

    Exit status: 0 whatever was found, 2 where the job could not be done.
    """
    try:
        cluster = run(settings)
    except (ConfigError, KnowledgeError, PluginError, WrongColumns, WrongKey) as error:
        raise JobFailed(str(error)) from None
    except PySparkException as error:
        condition = error.getCondition()
        if condition is None or condition.startswith("INTERNAL"):
            raise
        raise JobFailed(str(error).partition("\n")[0]) from None
    kind, place = cluster.verdicts
    click.echo(f"The verdicts are in the {kind} {place}.", err=True)


def run(path: str) -> Cluster:
    """Do the job of a settings file. Raises ConfigError, WrongColumns, and what Spark raises."""
    settings = load_settings([path], key=find_key())
    if (cluster := settings.cluster) is None:
        raise ConfigError(f"{path}: says nothing of a Spark job; a table for it is\n{EXAMPLE}")
    settings = load_settings([path], key=settings.key, all_verdicts=cluster.all_verdicts)
    spark = SparkSession.builder.appName("notelint").getOrCreate()
    kind, place = cluster.notes
    notes = spark.read.parquet(place) if kind == "parquet" else spark.table(place)
    verdicts = lint_notes(
        notes, settings, keep=(*cluster.keep, *cluster.partition_by), no_text=cluster.no_text,
        partitions=cluster.partitions,
    )  # fmt: skip
    write_verdicts(verdicts, **dict([cluster.verdicts]), partition_by=cluster.partition_by)
    return cluster

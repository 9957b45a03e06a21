"""Past one machine: notes of a Spark DataFrame or table, judged by the executors, and audits of them.

    from notelint.linter import Settings
    from notelint.linter.spark import lint_notes, write_verdicts
    verdicts = lint_notes(spark.table("lake.notes"), Settings(), keep=["month"])
    write_verdicts(verdicts, parquet="s3a://lake/verdicts", partition_by=["month"])

`python -m notelint.linter.spark notelint.toml` is the same as a job, with all that it is told in one settings file.
"""

try:
    import pyspark  # noqa: F401
except ImportError:
    raise ImportError("notelint.linter.spark needs pyspark: pip install 'notelint[spark]'") from None

from notelint.linter.spark.audit import audit, drawn
from notelint.linter.spark.notes import lint_notes, together, write_verdicts

__all__ = ["audit", "drawn", "lint_notes", "together", "write_verdicts"]

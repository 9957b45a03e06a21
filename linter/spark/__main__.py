"""`python -m notelint.linter.spark SETTINGS`."""

from notelint.linter.spark.job import main

main(prog_name="python -m notelint.linter.spark")

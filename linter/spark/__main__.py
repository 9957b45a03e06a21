"""`python -m notelint.linter.spark SETTINGS`."""

from notelint.linter.spark.job import main

if __name__ == "__main__":
    main(prog_name="python -m notelint.linter.spark")

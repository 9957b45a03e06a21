"""notelint.linter: reads treatment notes and says, rule by rule, what is missing or contradictory."""

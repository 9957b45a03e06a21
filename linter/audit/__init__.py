"""Audits: a sample of a clinic's notes, drawn so that anybody can draw it again, linted, and what it says of all."""

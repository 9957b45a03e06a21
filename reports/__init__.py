"""The reports, one module per format. Found through the entry point group `notelint.reports`."""

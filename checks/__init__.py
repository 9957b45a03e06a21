"""The rules, one module per family. Found through the entry point group `notelint.checks`."""

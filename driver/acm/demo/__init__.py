"""The demo: a chemical plant with known faults, from its data to its report."""

"""Speed of the embedded engine."""

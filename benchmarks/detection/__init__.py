"""Detection quality on public data."""

"""Back-tests: what a machine's model would have seen of faults that are known because they were put there."""

"""The interpreter: frames, variables, transactions and errors over one PostgreSQL connection."""

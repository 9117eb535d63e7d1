"""From the parser's tree to PostgreSQL text, by a whitelist of nodes and arguments."""

"""Autonomous Condition Monitoring: the thin driver of an SQL-first system."""

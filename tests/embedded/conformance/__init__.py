"""Conformance to SQL Server's documentation: cases as data, by family of constructs."""

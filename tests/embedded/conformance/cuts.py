"""What the engine does not do is an error that names it: 40517, or the error for an unknown name; never a guess."""

from .case import ERRORS, Case

NOT_SUPPORTED = 40517
T = "CREATE TABLE dbo.T (Id int NOT NULL PRIMARY KEY, X nvarchar(20) NULL); INSERT INTO dbo.T VALUES (1, N'a');"

CASES: list[Case] = [
    Case(f"cut: {name}", ERRORS, sql, error=NOT_SUPPORTED, setup=T)
    for name, sql in [
        ("cursors", "DECLARE c CURSOR FOR SELECT Id FROM dbo.T"),
        ("GOTO", "GOTO there; there: SELECT 1 AS x"),
        ("triggers", "CREATE TRIGGER dbo.Tr ON dbo.T AFTER INSERT AS SELECT 1 AS x"),
        ("scalar functions", "CREATE FUNCTION dbo.Fs (@x int) RETURNS int AS BEGIN RETURN @x END"),
        ("multi-statement functions", "CREATE FUNCTION dbo.Fm (@x int) RETURNS @t table (A int) AS BEGIN INSERT INTO @t VALUES (@x) RETURN END"),
        ("sequences", "CREATE SEQUENCE dbo.Sq AS int START WITH 1"),
        ("TOP PERCENT", "SELECT TOP (50) PERCENT Id FROM dbo.T"),
        ("TOP WITH TIES", "SELECT TOP (1) WITH TIES Id FROM dbo.T ORDER BY X"),
        ("FOR XML", "SELECT Id FROM dbo.T FOR XML PATH"),
        ("FOR JSON AUTO", "SELECT Id FROM dbo.T FOR JSON AUTO"),
        ("PIVOT", "SELECT [1] FROM (SELECT Id FROM dbo.T) AS s PIVOT (COUNT(Id) FOR Id IN ([1])) AS p"),
        ("WAITFOR TIME", "WAITFOR TIME '00:00'"),
        ("IMPLICIT_TRANSACTIONS ON", "SET IMPLICIT_TRANSACTIONS ON"),
        ("FORMAT", "SELECT FORMAT(5, N'N2') AS x"),
        ("PERCENTILE_CONT OVER", "SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY Id) OVER () AS m FROM dbo.T"),
    ]
]  # fmt: skip

# ruff: noqa: E501 (a line of the soup is a line of T-SQL)
"""Random text as a batch: execute() ends, and raises nothing but the engine's own errors.

FUZZ_BATCHES sets the number of batches (800 by default), FUZZ_SEED the first seed.
"""

import os
import random

import pytest
import tsql_pg

from .conformance.case import outcome

BATCHES = int(os.environ.get("FUZZ_BATCHES", "800"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
CHUNKS = 4

# Each seed is a batch that the engine runs; its words, in another order, are the soup.
BATCH = """SELECT TOP (2) a.Id, COUNT(*) AS n, SUM(V) FROM dbo.T AS a LEFT JOIN @t AS b ON a.Id = b.Id WHERE V > 1.5 AND Name LIKE N'a%'
OR NOT EXISTS ( SELECT 1 FROM dbo.T ) GROUP BY a.Id HAVING COUNT(*) > 0 ORDER BY n DESC ;
DECLARE @x int = 5 , @t table ( Id int PRIMARY KEY , S nvarchar ( 10 ) ) ; SET @x += 1 ;
INSERT INTO dbo.T ( Id , Name ) OUTPUT inserted.Id VALUES ( 7 , N'x' ) , ( NULL , DEFAULT ) ;
UPDATE t SET t.V = t.V / 0 FROM dbo.T AS t ; DELETE FROM @t WHERE Id IN ( 1 , 2 ) ;
MERGE dbo.T AS t USING ( VALUES ( 1 ) ) AS s ( Id ) ON t.Id = s.Id WHEN MATCHED THEN UPDATE SET V = 2 WHEN NOT MATCHED THEN INSERT ( Id ) VALUES ( 3 ) ;
IF @x = 6 BEGIN PRINT N'six' END ELSE BEGIN RETURN END ; WHILE @x < 3 BEGIN BREAK ; CONTINUE END ;
BEGIN TRY THROW 51000 , N'm' , 1 END TRY BEGIN CATCH SELECT ERROR_NUMBER ( ) ; ROLLBACK END CATCH ;
BEGIN TRANSACTION ; SAVE TRANSACTION s ; COMMIT ; EXEC dbo.P @x OUTPUT , @y = 3 ; EXEC ( N'SELECT 1' ) ;
WITH c AS ( SELECT 1 AS q UNION ALL SELECT q + 1 FROM c WHERE q < 4 ) SELECT * FROM c OPTION ( MAXRECURSION 9 ) ;
SELECT CASE WHEN 1 = 1 THEN CAST ( '5' AS decimal ( 9 , 2 ) ) ELSE CONVERT ( int , NULL ) END , ROW_NUMBER ( ) OVER ( PARTITION BY Id ORDER BY V ROWS UNBOUNDED PRECEDING ) FROM dbo.T ;
CREATE TABLE #u ( A int IDENTITY ( 1 , 1 ) , B AS ( A * 2 ) , CHECK ( A > 0 ) ) ; ALTER TABLE dbo.T ADD Z int NULL ; DROP TABLE #u ;
CREATE INDEX IX ON dbo.T ( V ) INCLUDE ( Name ) WHERE V > 0 ; CREATE OR ALTER PROCEDURE dbo.P @a int AS SELECT @a ;
SELECT value FROM OPENJSON ( N'[1]' ) WITH ( a int '$.b' ) FOR JSON PATH ; SELECT 0x1F , -1e5 , [a b] , "c" , 'it''s' , @@ROWCOUNT , $action ;
GRANT EXECUTE ON dbo.P TO r ; SET XACT_ABORT , NOCOUNT ON ; SET LOCK_TIMEOUT 10 ; RAISERROR ( N'x%d' , 16 , 1 , 5 ) WITH NOWAIT"""
WORDS = [
    *BATCH.split(),
    "--",
    "/*",
    "*/",
    "'",
    "[",
    '"',
    "(",
    ")",
    "\n",
    "é",
    "\x00",
    "@",
    "#",
    "0x",
    "1e",
    "..",
    "::",
    ";",
    "GO",
]
STATEMENTS = BATCH.split(";")


def shuffled(maker: random.Random) -> str:
    """A statement with words exchanged, doubled, or left out; or words at random."""
    if maker.random() < 0.3:
        return " ".join(maker.choice(WORDS) for _ in range(maker.randint(1, 30)))
    words = " ; ".join(maker.choice(STATEMENTS) for _ in range(maker.randint(1, 3))).split()
    for _ in range(maker.randint(1, 4)):
        place = maker.randrange(len(words))
        match maker.randint(0, 3):
            case 0:
                words[place] = maker.choice(WORDS)
            case 1:
                words.insert(place, maker.choice(WORDS))
            case 2:
                del words[place]
            case _:
                words[place:] = reversed(words[place:])
        words = words or ["SELECT"]
    return " ".join(words)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_soup(db: tsql_pg.Connection, chunk: int) -> None:
    db.execute("CREATE TABLE dbo.T (Id int PRIMARY KEY, Name nvarchar(10) NULL, V int NULL)")
    maker = random.Random(SEED + chunk)
    for _ in range(BATCHES // CHUNKS):
        batch = shuffled(maker)
        print(repr(batch))  # shown when the test fails
        _, failure = outcome(db, batch)
        assert failure is None or failure.number not in (0, 10054)
        if db.in_transaction:
            db.execute("ROLLBACK")
    assert db.execute("SELECT 1 AS x").rows == [(1,)]

/* Runs when ACM_SchemaVersion surely exists. The version stands here and in commit.sql. */
IF EXISTS
(
    SELECT 1
    FROM dbo.ACM_SchemaVersion AS v
    CROSS JOIN
    (
        SELECT '0.1.0' AS SchemaVersion
    ) AS n
    WHERE CAST(PARSENAME(v.SchemaVersion, 3) AS int) * 1000000
        + CAST(PARSENAME(v.SchemaVersion, 2) AS int) * 1000
        + CAST(PARSENAME(v.SchemaVersion, 1) AS int)
        > CAST(PARSENAME(n.SchemaVersion, 3) AS int) * 1000000
        + CAST(PARSENAME(n.SchemaVersion, 2) AS int) * 1000
        + CAST(PARSENAME(n.SchemaVersion, 1) AS int)
)
    THROW 51032, N'This database holds a newer version of ACM than 0.1.0: a downgrade is refused.', 1;
GO

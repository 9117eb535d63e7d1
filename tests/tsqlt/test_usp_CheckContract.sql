/* usp_CheckContract: a client that was built for other column lists is refused. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_CheckContract';
GO
CREATE PROCEDURE test_usp_CheckContract.[test that the contract of the types is taken]
AS
BEGIN
    DECLARE @Contract binary(32) = (SELECT f.Contract FROM dbo.ufn_Contract(N'dbo.usp_WriteRUL') AS f);

    EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_WriteRUL', @Contract = @Contract;
END;
GO
CREATE PROCEDURE test_usp_CheckContract.[test that a caller in T-SQL needs none]
AS
BEGIN
    EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_WriteRUL', @Contract = NULL;
END;
GO
CREATE PROCEDURE test_usp_CheckContract.[test that the contract of another procedure is refused]
AS
BEGIN
    DECLARE @Contract binary(32) = (SELECT f.Contract FROM dbo.ufn_Contract(N'dbo.usp_WriteEpisodes') AS f);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51006;
    EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_WriteRUL', @Contract = @Contract;
END;
GO

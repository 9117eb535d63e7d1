/* Opens the one transaction of the deploy, one deploy at a time, and refuses to go back to an older version. */
BEGIN TRANSACTION;
GO
DECLARE @Lock int;

EXECUTE @Lock = sys.sp_getapplock
    @Resource    = N'ACM deploy',
    @LockMode    = 'Exclusive',
    @LockOwner   = 'Transaction',
    @LockTimeout = 120000;

IF @Lock < 0
    THROW 51020, N'Another deploy of ACM is running in this database.', 1;
GO

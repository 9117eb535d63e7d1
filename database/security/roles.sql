/* Who may do what: the driver executes procedures and holds no right on any table; readers read results. */
IF DATABASE_PRINCIPAL_ID(N'acm_driver') IS NULL
    CREATE ROLE acm_driver AUTHORIZATION dbo;
GO
IF DATABASE_PRINCIPAL_ID(N'acm_reader') IS NULL
    CREATE ROLE acm_reader AUTHORIZATION dbo;
GO
IF DATABASE_PRINCIPAL_ID(N'acm_admin') IS NULL
    CREATE ROLE acm_admin AUTHORIZATION dbo;
GO

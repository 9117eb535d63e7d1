/* Outside the deploy transaction: creating a table type and using it in one transaction deadlocks with itself. */
EXECUTE dbo.usp_RegenerateEquipmentObjects;
GO

<#
.SYNOPSIS
    Deploys ACM into a database: a thin wrapper of sqlcmd, for Windows PowerShell 5.1 and PowerShell 7.
.EXAMPLE
    .\deploy.ps1 -ServerInstance SQL01 -Database ACM -CreateDatabase -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [Parameter(Mandatory = $true)] [string] $ServerInstance,
    [Parameter(Mandatory = $true)] [ValidatePattern('^[A-Za-z0-9_ .-]+$')] [string] $Database,
    [System.Management.Automation.PSCredential] $Credential,
    [switch] $CreateDatabase
)
$code = 0
$login = @('-E')
if ($Credential) {
    $login = @('-U', $Credential.UserName)
    $env:SQLCMDPASSWORD = $Credential.GetNetworkCredential().Password
}
# The paths in the manifest are relative to the root of the repository.
Push-Location $PSScriptRoot
try {
    if ($CreateDatabase -and $PSCmdlet.ShouldProcess("$Database on $ServerInstance", 'create the database')) {
        $create = "IF DB_ID(N'$Database') IS NULL CREATE DATABASE [$Database];"
        & sqlcmd -S $ServerInstance @login -d master -b -I -Q $create
        $code = $LASTEXITCODE
    }
    if ($code -eq 0 -and $PSCmdlet.ShouldProcess("$Database on $ServerInstance", 'run database/deploy.sql')) {
        & sqlcmd -S $ServerInstance @login -d $Database -b -I -i database/deploy.sql
        $code = $LASTEXITCODE
    }
}
finally {
    Pop-Location
    if ($Credential) { Remove-Item Env:SQLCMDPASSWORD }
}
exit $code

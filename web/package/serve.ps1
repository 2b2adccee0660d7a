# Compiles the server with the compiler that Windows brings along, and starts it.
Add-Type -Path (Join-Path $PSScriptRoot 'serve.cs')
exit [SightlineServer]::Main([string[]](@(Split-Path $PSScriptRoot) + $args))

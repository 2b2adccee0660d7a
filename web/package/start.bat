@echo off
title Sightline
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0server\serve.ps1" %*
if errorlevel 1 pause

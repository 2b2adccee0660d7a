@echo off
call "%~dp0start.bat" --room

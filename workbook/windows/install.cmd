@echo off
rem Installs kongcuo-xl and its Excel add-in on a Windows without Python and without internet.
rem Lies in one folder with python-3.*-embed-*.zip and the folder wheels; how to make that folder
rem stands in docs/addin.md. Nothing outside the user's own folders is touched.
setlocal
cd /d "%~dp0"
set "TARGET=%LOCALAPPDATA%\kongcuo"

for %%F in (python-3.*-embed-*.zip) do set "PYTHON=%%F"
if not defined PYTHON (
    echo python-3.x-embed-*.zip is not in this folder.
    goto failed
)
for %%F in (wheels\pip-*.whl) do set "PIP=%%F"
if not defined PIP (
    echo wheels\pip-*.whl is not in this folder.
    goto failed
)

if exist "%TARGET%\python.exe" goto packages
mkdir "%TARGET%" 2>nul
tar -xf "%PYTHON%" -C "%TARGET%" || goto failed
rem The embeddable Python looks for packages only where this file says.
for %%F in ("%TARGET%\python3*._pth") do (
    echo Lib\site-packages>>"%%F"
    echo import site>>"%%F"
)

:packages
"%TARGET%\python.exe" "%PIP%/pip" install --no-index --find-links wheels --upgrade --no-warn-script-location "kongcuo-xl[addin]" || goto failed
"%TARGET%\python.exe" -m kongcuo_xl.cli addin install || goto failed
"%TARGET%\python.exe" -m kongcuo_xl.cli addin doctor
pause
exit /b 0

:failed
echo Not installed. Keep this window and send what it says to whoever helps you.
pause
exit /b 1

# Opens the shop on Windows; the first run installs what is missing. Arguments are passed on:
#   powershell -ExecutionPolicy Bypass -File installer\start.ps1 check --shop F
# Not yet run on Windows: written with care, from the documentation. Saved with a byte order mark, which Windows
# PowerShell 5.1 needs to read Chinese.

$ErrorActionPreference = 'Stop'
$Root = Split-Path -Parent $PSScriptRoot
$Venv = Join-Path $Root '.venv'
$Python = Join-Path $Venv 'Scripts\python.exe'
$Requirements = Join-Path $PSScriptRoot 'requirements.txt'
$Stamp = Join-Path $Venv '.start-ready'
# What the locked components are made for (pyproject.toml), as Python asks it.
$Versions = '(3, 11) <= sys.version_info[:2] <= (3, 14)'

function Say([string] $Chinese, [string] $English) {
    Write-Host $Chinese
    Write-Host $English
}

function Stop-With([string] $Chinese, [string] $English) {
    Say $Chinese $English
    exit 1
}

# Runs a program quietly; true when it ended well. Windows PowerShell makes errors of what a program writes to stderr.
function Test-Command([string] $Program, [string[]] $Arguments) {
    $ErrorActionPreference = 'SilentlyContinue'
    & $Program @Arguments *> $null
    return $LASTEXITCODE -eq 0
}

# The command, as a list, of a Python that the locked components are made for and that can make a virtual environment.
function Find-Python {
    $Fit = "import sys, venv, ensurepip; sys.exit(not $Versions or sys.maxsize < 2**32)"
    $Candidates = @(@('py', '-3.12'), @('py', '-3.13'), @('py', '-3.14'), @('py', '-3.11'), @('python'), @('python3'))
    foreach ($Candidate in $Candidates) {
        if (-not (Get-Command $Candidate[0] -ErrorAction SilentlyContinue)) { continue }
        # The name alone may be the shop window of Microsoft Store, which ends with an error: only a run tells.
        $Arguments = @($Candidate | Select-Object -Skip 1) + @('-c', $Fit)
        if (Test-Command $Candidate[0] $Arguments) { return ,@($Candidate) }
    }
    return $null
}

function Install-Python {
    if (-not (Get-Command winget -ErrorAction SilentlyContinue)) {
        Stop-With '没有找到 Python 3.11 到 3.14（64 位）。请从 python.org 下载安装 3.12（勾选 Add to PATH），然后再运行。' `
            'No 64-bit Python from 3.11 to 3.14 was found. Install 3.12 from python.org (tick Add to PATH), then run this again.'
    }
    Say '正在安装 Python……' 'Installing Python ...'
    winget install --exact --id Python.Python.3.12 --scope user --silent --accept-package-agreements --accept-source-agreements | Out-Host
    $env:Path = [Environment]::GetEnvironmentVariable('Path', 'User') + ';' + [Environment]::GetEnvironmentVariable('Path', 'Machine')
}

function New-Environment {
    $Found = Find-Python
    if ($null -eq $Found) {
        Install-Python
        $Found = Find-Python
    }
    if ($null -eq $Found) {
        Stop-With 'Python 没有装好。请从 python.org 安装 3.12，打开新的窗口再运行。' `
            'Python could not be installed. Install 3.12 from python.org, open a new window and run this again.'
    }
    Say '正在准备 Python 环境（.venv）……' 'Making the Python environment (.venv) ...'
    $Arguments = @($Found | Select-Object -Skip 1) + @('-m', 'venv', '--clear', $Venv)
    & $Found[0] @Arguments | Out-Host
    if ($LASTEXITCODE -ne 0) {
        Stop-With 'Python 环境没有建成：请检查磁盘空间和文件夹权限。' `
            'The Python environment could not be made: check the free disk space and the rights on this folder.'
    }
}

function Install-Requirements {
    Say '正在安装程序组件，首次需要几分钟……' 'Installing the program''s components: some minutes the first time ...'
    & $Python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes -r $Requirements | Out-Host
    if ($LASTEXITCODE -ne 0) {
        Stop-With '程序组件没有装上：请检查网络和磁盘空间，然后再运行一次。' `
            'The program''s components could not be installed: check the network and the free disk space, then run this again.'
    }
}

if ([Environment]::OSVersion.Version.Build -lt 17763) {
    Stop-With '需要 Windows 10 1809 或更新的版本（64 位）。' 'Windows 10 1809 or newer (64-bit) is needed.'
}

$Wanted = (Get-FileHash -Algorithm SHA256 -LiteralPath $Requirements).Hash

# True when nothing is missing. A stamp that a full disk or a kill left empty is none.
function Test-Ready {
    if (-not ((Test-Path -LiteralPath $Python) -and (Test-Path -LiteralPath $Stamp))) { return $false }
    return "$(Get-Content -LiteralPath $Stamp -Raw)".Trim() -eq $Wanted
}

function Install-Everything {
    if (-not ((Test-Path -LiteralPath $Python) -and (Test-Command $Python @('-c', "import sys, ensurepip; sys.exit(not $Versions)")))) {
        New-Environment
    }
    Install-Requirements
    Set-Content -LiteralPath $Stamp -Value $Wanted -Encoding ASCII
    Say '准备完毕。' 'Everything is ready.'
}

if (-not (Test-Ready)) {
    # A second double click waits for the first; one that was broken off holds nobody.
    $Guard = New-Object System.Threading.Mutex($false, 'Local\jxc-desktop-set-up')
    try { [void] $Guard.WaitOne() } catch [System.Threading.AbandonedMutexException] { }
    try {
        if (-not (Test-Ready)) { Install-Everything }
    } finally {
        $Guard.ReleaseMutex()
    }
}

# The package stands beside this folder, and the arguments may name files relative to where the user is.
$env:PYTHONPATH = if ($env:PYTHONPATH) { "$Root;$env:PYTHONPATH" } else { $Root }
& $Python -m jxc_desktop @args
exit $LASTEXITCODE

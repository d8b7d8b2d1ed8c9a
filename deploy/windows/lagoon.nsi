; Installs Lagoon for one person, without administrator's rights. FILES is the portable folder, OUT the installer.
; What people wrote lies elsewhere (%APPDATA%\com.lagoon.listings) and is never touched, not even by the uninstaller.

!include FileFunc.nsh

Unicode true
ManifestDPIAware true
ManifestLongPathAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma

!define NAME "Lagoon"
!define VERSION "0.1.0"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\com.lagoon.listings"
; Microsoft's number of the WebView2 runtime.
!define WEBVIEW2 "Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"

Name "${NAME}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "${NAME}"
VIAddVersionKey FileDescription "${NAME}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey LegalCopyright "Apache-2.0"

Page directory
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

; It is part of Windows 11 and comes to Windows 10 with Edge.
Function LookForWebView2
    SetRegView 64
    ReadRegStr $0 HKLM "SOFTWARE\WOW6432Node\${WEBVIEW2}" "pv"
    StrCmp $0 "" 0 found
    ReadRegStr $0 HKCU "Software\${WEBVIEW2}" "pv"
    StrCmp $0 "" 0 found
    MessageBox MB_ICONINFORMATION|MB_OKCANCEL "Lagoon shows its window with Microsoft Edge WebView2, which is not on this computer. OK opens Microsoft's page to get it ($\"Evergreen Bootstrapper$\"). Lagoon starts once it is installed." /SD IDOK IDCANCEL found
    ExecShell "open" "https://developer.microsoft.com/microsoft-edge/webview2/#download"
found:
FunctionEnd

Section
    SetOutPath "$INSTDIR"
    ; An open window holds the program; what was typed there is safe already. An app that updates itself starts this silently,
    ; and ends a moment later.
    StrCpy $1 0
again:
    ClearErrors
    Delete "$INSTDIR\lagoon.exe"
    IfErrors 0 free
    IfSilent 0 held
    IntOp $1 $1 + 1
    IntCmp $1 60 held
    Sleep 250
    Goto again
held:
    MessageBox MB_ICONEXCLAMATION|MB_OK "Lagoon is open. Close its window, then start this again." /SD IDOK
    Abort
free:
    File "${FILES}\lagoon.exe"
    File "${FILES}\WebView2Loader.dll"
    File "${FILES}\LICENSE.txt"
    WriteUninstaller "$INSTDIR\uninstall.exe"
    CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\lagoon.exe"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\lagoon.exe"
    WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL}" "UninstallString" "$\"$INSTDIR\uninstall.exe$\""
    WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" "$\"$INSTDIR\uninstall.exe$\" /S"
    WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
    Call LookForWebView2
    ; The app that updates itself wants to be started again.
    ${GetParameters} $2
    ClearErrors
    ${GetOptions} $2 "/R" $3
    IfErrors done
    Exec '"$INSTDIR\lagoon.exe"'
done:
SectionEnd

Section "Uninstall"
    Delete "$INSTDIR\lagoon.exe"
    Delete "$INSTDIR\WebView2Loader.dll"
    Delete "$INSTDIR\LICENSE.txt"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\${NAME}.lnk"
    DeleteRegKey HKCU "${UNINSTALL}"
SectionEnd

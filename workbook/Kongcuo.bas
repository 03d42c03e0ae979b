Attribute VB_Name = "Kongcuo"
Option Explicit

' A button of the ribbon: only its id goes to Python, never a path or a name.
Public Sub KongcuoPressed(control As IRibbonControl)
    RunPython "import kongcuo_xl.commands; kongcuo_xl.commands.pressed('" & control.ID & "')"
End Sub

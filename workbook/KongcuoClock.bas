Attribute VB_Name = "KongcuoClock"
Option Explicit
Option Private Module

' When the calculation under way began, as a date with its time; 0 between calculations.
' Python reads a workbook once for each.
Private began As Double

Public Function KongcuoCalculation() As Double
    If began = 0 Then began = CDbl(Date) + Timer / 86400
    KongcuoCalculation = began
End Function

Public Sub KongcuoCalculated()
    began = 0
End Sub

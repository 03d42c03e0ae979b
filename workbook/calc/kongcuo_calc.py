"""What LibreOffice loads: finds the installed program and hands over to it.

Nothing heavy is imported before a button is pressed or a cell function is called.
"""

import importlib
import json
import site
import sys
import traceback
from pathlib import Path

import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.awt.MessageBoxType import ERRORBOX
from com.sun.star.frame import XDispatch, XDispatchProvider
from com.sun.star.lang import Locale, XInitialization, XServiceInfo, XServiceName
from com.sun.star.sheet import XAddIn
from com.sun.star.task import XJob
from com.sun.star.ui import XContextMenuInterceptor
from com.sun.star.ui.ContextMenuInterceptorAction import CONTINUE_MODIFIED, IGNORED
from kongcuo import XFunctions  # LibreOffice's: functions.idl

PROTOCOL = "kongcuo:"
FUNCTIONS = "kongcuo.Functions"
BUTTONS = "kongcuo.Buttons"
FILES = "kongcuo.Files"
CELLS = tuple(f"com.sun.star.sheet.SheetCell{kind}" for kind in ("", "Range", "Ranges"))
FOLDER = Path(__file__).resolve().parent

_ready = []


def installed(module):
    """A module of the installed program. Raises ImportError, in Chinese."""
    if not _ready:
        _find()
        _ready.append(True)
    try:
        return importlib.import_module("kongcuo_xl." + module)
    except ImportError as problem:
        raise ImportError(
            f"LibreOffice 找不到控辍保学程序（{problem}）。"
            "请在终端运行 kongcuo calc install，再重新打开 LibreOffice。"
        ) from problem


def _find():
    """Make the installed program importable: where it is was noted when we were installed."""
    where = _read("where.json")
    if where is None:
        return
    running = ".".join(map(str, sys.version_info[:2]))
    if where["version"] != running:
        raise ImportError(
            f"控辍保学装在 Python {where['version']} 里，LibreOffice 用的是 Python {running}。"
            f"请用 Python {running} 安装 kongcuo-xl，再运行 kongcuo calc install。"
        )
    before = list(sys.path)
    for folder in where["folders"]:
        site.addsitedir(folder)
    # Before the packages of the system, which may be older.
    sys.path[:] = [path for path in sys.path if path not in before] + before
    sys.executable = where["python"]  # else LibreOffice itself, and a child would be a window


def _read(name):
    path = FOLDER / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def say(context, frame, problem):
    """Tell the user what keeps the program from working."""
    traceback.print_exception(type(problem), problem, problem.__traceback__)
    toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)
    window = frame.getContainerWindow() if frame is not None else None
    box = toolkit.createMessageBox(window, ERRORBOX, 1, "控辍保学", str(problem))
    box.execute()
    box.dispose()


class Buttons(unohelper.Base, XServiceInfo, XInitialization, XDispatchProvider, XDispatch):
    """Handles the addresses kongcuo:… that menu and toolbar hold."""

    def __init__(self, context, *_):
        self.context = context
        self.frame = None

    def initialize(self, given):
        """The window that the buttons stand in."""
        self.frame = given[0] if given else None

    def queryDispatch(self, url, target, flags):
        """Ourselves, for our own addresses."""
        return self if url.Complete.startswith(PROTOCOL) else None

    def queryDispatches(self, requests):
        """The same for several."""
        return tuple(self.queryDispatch(each.FeatureURL, "", 0) for each in requests)

    def dispatch(self, url, given):
        """A button was pressed."""
        try:
            pressed = installed("extension.running").pressed
            pressed(self.context, self.frame, url.Complete[len(PROTOCOL) :])
        except Exception as problem:
            say(self.context, self.frame, problem)

    def addStatusListener(self, listener, url):
        """Buttons are never greyed: they say what they lack."""

    def removeStatusListener(self, listener, url):
        """See above."""

    def getImplementationName(self):
        return BUTTONS

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return (BUTTONS, "com.sun.star.frame.ProtocolHandler")


class CellMenu(unohelper.Base, XContextMenuInterceptor):
    """Adds our entries to what a right click on cells opens."""

    def notifyContextMenuExecute(self, event):
        selected = event.Selection.getSelection()
        if not any(map(getattr(selected, "supportsService", lambda _: False), CELLS)):
            return IGNORED
        try:
            self._add(event.ActionTriggerContainer)
        except Exception:  # the menu has to open whatever happens
            traceback.print_exc()
        return CONTINUE_MODIFIED

    def _add(self, menu):
        menu.insertByIndex(
            menu.getCount(), menu.createInstance("com.sun.star.ui.ActionTriggerSeparator")
        )
        for told in _read("names.json")["cell_menu"]:
            entry = menu.createInstance("com.sun.star.ui.ActionTrigger")
            entry.setPropertyValue("Text", told["label"])
            entry.setPropertyValue("CommandURL", told["url"])
            menu.insertByIndex(menu.getCount(), entry)


CELL_MENU = CellMenu()


class Viewed(unohelper.Base, XCallback):
    """Gives the windows of a document our entries in the menu of a cell."""

    def __init__(self, model):
        self.model = model

    def notify(self, data):
        views = self.model.getControllers()
        while views.hasMoreElements():
            view = views.nextElement()
            view.releaseContextMenuInterceptor(CELL_MENU)  # it may have been there before
            view.registerContextMenuInterceptor(CELL_MENU)


class Files(unohelper.Base, XServiceInfo, XJob):
    """Told of every file that was loaded, shown or saved."""

    def __init__(self, context, *_):
        self.context = context

    def execute(self, given):
        """Puts cell functions right in the document or in the file; nothing is ever asked."""
        told_here = {
            each.Name: each.Value
            for group in given
            if group.Name == "Environment"
            for each in group.Value
        }
        model = told_here.get("Model")
        try:
            if model is not None and hasattr(model, "Sheets"):
                self._spreadsheet(told_here["EventName"], model)
        except Exception:  # nobody pressed anything: nothing is shown
            traceback.print_exc()
        return ()

    def _spreadsheet(self, event, model):
        if event == "OnViewCreated":  # and not yet known to the document
            later = self.context.ServiceManager.createInstanceWithContext(
                "com.sun.star.awt.AsyncCallback", self.context
            )
            later.addCallback(Viewed(model), None)
        else:
            installed("hosts.calc_files").happened(event, model, _read("names.json"))

    def getImplementationName(self):
        return FILES

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return (FILES, "com.sun.star.task.Job")


def functions(context, *_):
    """The object whose methods are the cell functions."""
    try:
        answer = installed("hosts.calc_functions").answering(context)
    except Exception as problem:
        traceback.print_exc()
        said = str(problem)

        def answer(name, document, given):
            return said

    made = {name: _method(name, answer) for name in _read("names.json")["functions"]}
    return type("Functions", (_Functions,), made)()


def _method(name, answer):
    return lambda self, document, *given: answer(name, document, given)


class _Functions(unohelper.Base, XFunctions, XAddIn, XServiceName, XServiceInfo):
    """What Calc asks of every collection of functions; the wizard reads CalcAddIns.xcu."""

    def getServiceName(self):
        return FUNCTIONS

    def setLocale(self, locale):
        self.locale = locale

    def getLocale(self):
        return getattr(self, "locale", Locale())

    def getProgrammaticFuntionName(self, display):
        return display

    def getDisplayFunctionName(self, name):
        return name

    def getFunctionDescription(self, name):
        return ""

    def getDisplayArgumentName(self, name, number):
        return ""

    def getArgumentDescription(self, name, number):
        return ""

    def getProgrammaticCategoryName(self, name):
        return "Add-In"

    def getDisplayCategoryName(self, name):
        return "Add-In"

    def getImplementationName(self):
        return FUNCTIONS

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return (FUNCTIONS, "com.sun.star.sheet.AddIn")


g_ImplementationHelper = unohelper.ImplementationHelper()
for made, name, services in (
    (functions, FUNCTIONS, (FUNCTIONS, "com.sun.star.sheet.AddIn")),
    (Buttons, BUTTONS, (BUTTONS, "com.sun.star.frame.ProtocolHandler")),
    (Files, FILES, (FILES, "com.sun.star.task.Job")),
):
    g_ImplementationHelper.addImplementation(made, name, services)

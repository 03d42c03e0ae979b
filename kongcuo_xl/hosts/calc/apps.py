"""The engine, its apps (LibreOffice processes), and what an app can do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlwings import XlwingsError, base_classes

from . import macros, values
from .bridge import Uno, enum, path_of, struct
from .failures import explains
from .office import Office, has_display

CALCULATION = ("automatic", "manual", "semiautomatic")


class Engine:
    """What `xw.Engine(impl=...)` wants."""

    name = "calc"
    type = "desktop"

    def __init__(self) -> None:
        self._apps = Apps(self)

    @property
    def apps(self) -> Apps:
        """The running apps, the active one first."""
        return self._apps

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        """A Python value as it will be written."""
        return values.prepared(value)

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool
    ) -> list[list[Any]]:
        """What was read, with the caller's idea of dates, blanks, numbers and errors."""
        return values.cleaned(data, datetime_builder, empty_as, number_builder, err_to_str)


class Apps(base_classes.Apps):
    """Every LibreOffice in reach: those started here, and those attached to."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._apps: list[App] = []

    def _alive(self) -> list[App]:
        for app in self._apps:
            if not app.office.alive:
                app.office.kill()  # what is left of it: children, profile, pipes
        self._apps = [app for app in self._apps if app.office.alive]
        return self._apps

    def keys(self) -> list[int]:
        """The process numbers, the active app's first."""
        return [app.pid for app in self._alive()]

    def add(
        self,
        spec: str | None = None,
        add_book: bool | None = None,
        xl: Uno = None,
        visible: bool | None = None,
    ) -> App:
        """Start a LibreOffice with a private profile, or reach the user's.

        `spec` is the address the user's LibreOffice listens at, or "window" for the one that is
        open; `xl` the component context when Python runs inside LibreOffice. A window is shown
        only when `visible` is True.
        """
        if xl is not None:
            office = Office.inside(xl)
        elif spec == "window":
            office = Office.attach_window()
        elif spec:
            office = Office.attach(spec)
        else:
            office = Office.start(headless=visible is not True or not has_display())
        app = App(self.engine, office)
        # Whoever attaches twice has one app, or its books would seem to be open twice.
        others = [other for other in self._apps if not other.pid or other.pid != app.pid]
        self._apps = [app, *others]
        if add_book and office.process is not None:
            app.books.add()
        return app

    def to_front(self, app: App) -> None:
        """Make an app the active one."""
        self._apps = [app, *(other for other in self._apps if other is not app)]

    def cleanup(self) -> None:
        """Remove what is left of every LibreOffice that crashed or was killed by somebody else."""
        self._alive()

    def __iter__(self) -> Iterator[App]:
        return iter(list(self._alive()))

    def __len__(self) -> int:
        return len(self._alive())

    def __getitem__(self, pid: int) -> App:
        for app in self._alive():
            if app.pid == pid:
                return app
        raise KeyError(pid)


@explains
class App(base_classes.App):
    """One LibreOffice process."""

    books: Any = None  # the base class has a property without a setter

    def __init__(self, engine: Engine, office: Office) -> None:
        from .books import Books

        self.engine = engine
        self.office = office
        self.books = Books(self)
        self.copied: Any = None  # the range that was copied last; see Range.paste
        self._calculation = "automatic"
        self._screen_updating = True
        self._display_alerts = True
        self._enable_events = True
        self._interactive = True
        self._status_bar: str | bool = False
        self._indicator: Uno = None
        self._visible = not office.headless

    @property
    def xl(self) -> Uno:
        """The desktop of LibreOffice."""
        return self.office.desktop

    @property
    def api(self) -> Uno:
        """The desktop of LibreOffice (com.sun.star.frame.Desktop)."""
        return self.office.desktop

    @property
    def pid(self) -> int:
        """The number of the process; it leads the process group."""
        return self.office.pid

    @property
    def selection(self) -> Any:
        """The selected cells of the active book; None when something else is selected."""
        book = self.books.active
        return book.selection if book is not None else None

    def activate(self, steal_focus: bool = False) -> None:
        """Make this the active app."""
        self.engine.apps.to_front(self)
        if steal_focus and not self.office.headless:
            book = self.books.active
            if book is not None:
                book.controller.Frame.ContainerWindow.toFront()

    @property
    def visible(self) -> bool:
        """Whether its windows are shown. A headless LibreOffice has windows that no one sees."""
        return self._visible

    @visible.setter
    def visible(self, value: bool) -> None:
        self._visible = bool(value)
        if not self.office.headless:
            for book in self.books:
                book.controller.Frame.ContainerWindow.setVisible(self._visible)

    def quit(self) -> None:
        """End it without saving. The user's own LibreOffice stays open."""
        if self.office.process is not None and self.office.alive:
            for book in self.books:
                book.close()
        self.office.quit()
        self.engine.apps._apps = [a for a in self.engine.apps._apps if a is not self]

    def kill(self) -> None:
        """End its process at once. The user's own LibreOffice stays open."""
        self.office.kill()
        self.engine.apps._apps = [a for a in self.engine.apps._apps if a is not self]

    @property
    def screen_updating(self) -> bool:
        """Whether windows are redrawn while a script works."""
        return self._screen_updating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if bool(value) == self._screen_updating:
            return
        self._screen_updating = bool(value)
        for book in self.books:
            unsaved = book.doc.isModified()
            if value and book.doc.hasControllersLocked():
                book.doc.unlockControllers()
            elif not value:
                book.doc.lockControllers()
            book.doc.setModified(unsaved)  # nothing in the book has changed

    @property
    def display_alerts(self) -> bool:
        """Kept for the caller: this engine never lets LibreOffice ask anything."""
        return self._display_alerts

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self._display_alerts = bool(value)

    @property
    def enable_events(self) -> bool:
        """Kept for the caller: macros of a book do not run by themselves."""
        return self._enable_events

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        self._enable_events = bool(value)

    @property
    def interactive(self) -> bool:
        """Whether its windows take the user's keys and clicks."""
        return self._interactive

    @interactive.setter
    def interactive(self, value: bool) -> None:
        self._interactive = bool(value)
        if not self.office.headless:
            for book in self.books:
                book.controller.Frame.ContainerWindow.setEnable(self._interactive)

    @property
    def startup_path(self) -> str:
        """The folder of the profile's start-up files."""
        substitution = self.office.service("com.sun.star.util.PathSubstitution")
        return path_of(substitution.substituteVariables("$(user)", True))

    @property
    def path(self) -> str:
        """The folder of LibreOffice's programs."""
        substitution = self.office.service("com.sun.star.util.PathSubstitution")
        return path_of(substitution.substituteVariables("$(prog)", True))

    @property
    def calculation(self) -> str:
        """automatic, manual or semiautomatic (which Calc treats as automatic)."""
        return self._calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in CALCULATION:
            raise ValueError(f"calculation must be one of {', '.join(CALCULATION)}")
        self._calculation = value
        for book in self.books:
            unsaved = book.doc.isModified()
            if value == "manual":
                book.doc.calculate()  # what is still to be shown has its last value from now
            book.doc.enableAutomaticCalculation(value != "manual")
            book.doc.setModified(unsaved)  # nothing in the book has changed

    def calculate(self) -> None:
        """Calculate what has changed in every open book."""
        for book in self.books:
            book.doc.calculate()

    @property
    def version(self) -> str:
        """The version of LibreOffice, such as 7.4."""
        settings = self.office.service("com.sun.star.configuration.ConfigurationProvider")
        access = settings.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess",
            (struct("beans.NamedValue", Name="nodepath", Value="/org.openoffice.Setup/Product"),),
        )
        return str(access.getByName("ooSetupVersionAboutBox"))

    @property
    def hwnd(self) -> int:
        """There is no window handle that means anything outside LibreOffice."""
        raise NotImplementedError("LibreOffice gives out no window handle.")

    @property
    def status_bar(self) -> str | bool:
        """The text shown in the status bar; False while LibreOffice shows its own."""
        return self._status_bar

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        if self._indicator is not None:
            self._indicator.end()
            self._indicator = None
        self._status_bar = value if isinstance(value, str) else False
        book = self.books.active
        if isinstance(value, str) and not self.office.headless and book is not None:
            self._indicator = book.controller.Frame.createStatusIndicator()
            self._indicator.start(value, 0)

    @property
    def cut_copy_mode(self) -> str | None:
        """`copy` after Range.copy(), else None."""
        return "copy" if self.copied is not None else None

    @cut_copy_mode.setter
    def cut_copy_mode(self, value: bool) -> None:
        self.copied = None

    def run(self, macro: str, args: list[Any]) -> Any:
        """Run a macro, Basic or VBA, of an open book or of the user's own libraries."""
        return macros.run(self, macro, args)

    def alert(
        self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: str | None
    ) -> str:
        """A message box. Raises XlwingsError without a window to show it in."""
        if self.office.headless:
            raise XlwingsError("There is no window in which a message could be shown.")
        kinds = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
        answers = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}
        icon = "ERRORBOX" if mode == "critical" else "INFOBOX" if buttons == "ok" else "QUERYBOX"
        toolkit = self.office.service("com.sun.star.awt.Toolkit")
        frame = self.xl.getCurrentFrame()
        if frame is None:  # another program is before it
            book = self.books.active
            frame = book.controller.Frame if book is not None else None
        window = frame.ContainerWindow if frame is not None else None
        box = toolkit.createMessageBox(
            window, enum("awt.MessageBoxType", icon), kinds[buttons], title or "", prompt
        )
        answer = answers[box.execute()]
        box.dispose()
        return answer

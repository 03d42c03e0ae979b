"""``python -m kongcuo_xl.cli``, where the command is not installed."""

from kongcuo_xl.cli import main

raise SystemExit(main())

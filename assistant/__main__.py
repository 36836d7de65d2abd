"""``python -m assistant`` is the ``sourcier`` command."""

from assistant.cli import main

main()

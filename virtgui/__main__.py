"""Lets ``python -m virtgui`` start the program."""

import sys

from virtgui.cli import main

if __name__ == "__main__":
    sys.exit(main())

"""`python -m ticketstub`: the same as the command `ticketstub`."""

import sys

from ticketstub.cli import main

if __name__ == "__main__":
    sys.exit(main())

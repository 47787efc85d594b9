"""`python -m safeconduct`: the command line."""

from safeconduct.cli import main

main()

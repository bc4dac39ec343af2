"""`python -m emma` is the `emma` command."""

from emma.cli.main import main

main()

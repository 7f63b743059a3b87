"""`python -m uptape`."""

from uptape.cli.main import main

main()

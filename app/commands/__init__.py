"""What each command of `rehearse` does; app/cli.py only declares them."""

"""The one command line of Waymark."""


def main() -> None:
    """Run the command line."""

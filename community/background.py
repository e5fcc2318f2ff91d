"""What the community has done again and again, and what it does later."""


def register() -> None:
    """Called from the app's ``ready()``."""

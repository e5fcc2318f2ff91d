"""What is wrong with the settings, told at start and not at the first upload."""


def refuse_unsafe_start() -> None:
    """Stop the process with a list of what is wrong, when a system check reports an error."""
    from django.core import checks

    errors = [message for message in checks.run_checks() if message.is_serious()]
    if errors:
        raise SystemExit("\n".join(["Vitrine does not start:", *(str(error) for error in errors)]))

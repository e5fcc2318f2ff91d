"""Outside services, as far as the site speaks with them: real servers on this machine."""

"""Settings from the environment.

Every variable may also be given as ``NAME_FILE``, the path of a file that holds the value: that is
how orchestrators hand over secrets. A ``.env`` file in the project root is read when it is there;
what the real environment says wins.
"""

from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()
environ.Env.read_env(ROOT / ".env", overwrite=False)

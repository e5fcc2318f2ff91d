"""Static files for production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """As whitenoise's, and with the imports of ES modules pointed at the hashed names as well.

    Else the modules that another module imports would have no hash, and a browser could keep an old
    one beside a new one.
    """

    support_js_module_import_aggregation = True

"""The local disk as a private storage."""

from django.core.files.storage import FileSystemStorage

from galleries import delivery


class PrivateFileSystemStorage(FileSystemStorage):
    """Files below a folder that no web server shows; addresses are signed and lead to our own view."""

    def url(self, name: str | None) -> str:
        return delivery.original_url(name or "")

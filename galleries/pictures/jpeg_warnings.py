"""Ask libjpeg itself whether the data of a JPEG is whole.

libjpeg goes on over damage (a missing piece, a run of zeros from a broken disk): it fills the gap with
grey and only counts a warning, and Pillow does not pass the count on. So the same library that Pillow
brought is called again here, over ctypes, to read the coefficients and listen to its warnings. 12 Mpx
take 0.03 s. Declarations: jpeglib.h and jerror.h of libjpeg-turbo, ABI 62.

libjpeg must not return from a fatal error, and a callback cannot jump out of it, so the process ends
there (`EXIT_DAMAGED`). That is why this runs in the sandbox's child only, and after Pillow has decoded
the same bytes without such an error.
"""

import ctypes
import os
from functools import cache
from pathlib import Path

EXIT_DAMAGED = 66
ABI = 62
SERIOUS = (b"premature end", b"bad Huffman code", b"instead of RST")
# Some cameras pad the data; but when more than this part of the file is left over, the decoder lost its way.
LEFT_OVER, LEFT_OVER_PART = b"extraneous bytes", 50
# Cameras with sloppy firmware cause some harmless warnings; a hostile file causes millions.
ENOUGH = 1000

_Exit = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_Emit = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int)
_Format = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p)


class _ErrorManager(ctypes.Structure):
    """`struct jpeg_error_mgr`, and room for what a newer version may add."""

    _fields_ = (
        ("error_exit", ctypes.c_void_p),
        ("emit_message", ctypes.c_void_p),
        ("output_message", ctypes.c_void_p),
        ("format_message", ctypes.c_void_p),
        ("reset_error_mgr", ctypes.c_void_p),
        ("msg_code", ctypes.c_int),
        ("msg_parm", ctypes.c_int * 20),
        ("trace_level", ctypes.c_int),
        ("num_warnings", ctypes.c_long),
        ("room", ctypes.c_char * 512),
    )


@cache
def _library() -> ctypes.CDLL | None:
    """The libjpeg that Pillow has loaded, if it is of the ABI known here."""
    from PIL import _imaging  # noqa: F401  loads the library

    try:
        lines = Path("/proc/self/maps").read_text().splitlines()
    except OSError:
        return None
    paths = {line.split()[-1] for line in lines if "libjpeg" in line}
    if len(paths) != 1 or f".so.{ABI}" not in (path := paths.pop()):
        return None
    library = ctypes.CDLL(path)
    library.jpeg_std_error.restype = ctypes.c_void_p
    library.jpeg_read_coefficients.restype = ctypes.c_void_p
    return library


class _Listener:
    """Takes libjpeg's messages and remembers whether one was serious."""

    def __init__(self, library: ctypes.CDLL, file_bytes: int) -> None:
        self.serious = False
        self.file_bytes = file_bytes
        self.creating = True
        self.struct_size = 0
        self._heard = 0
        self.manager = _ErrorManager()
        library.jpeg_std_error(ctypes.byref(self.manager))
        self._format = _Format(self.manager.format_message)
        self._callbacks = (_Exit(self._fatal), _Emit(self._message))  # kept alive as long as the listener
        self.manager.error_exit = ctypes.cast(self._callbacks[0], ctypes.c_void_p)
        self.manager.emit_message = ctypes.cast(self._callbacks[1], ctypes.c_void_p)

    def _fatal(self, info: int) -> None:
        if not self.creating:
            os._exit(EXIT_DAMAGED)
        self.struct_size = self.manager.msg_parm[0]  # "expected size n": harmless while creating

    def _message(self, info: int, level: int) -> None:
        if level >= 0:
            return
        text = ctypes.create_string_buffer(200)
        self._format(info, text)
        left_over = self.manager.msg_parm[0] if LEFT_OVER in text.value else 0
        self.serious |= left_over > self.file_bytes // LEFT_OVER_PART
        self.serious |= any(part in text.value for part in SERIOUS)
        self._heard += 1
        if self.serious or self._heard >= ENOUGH:
            # A function of the same shape that costs nothing, so that the rest is read at full speed.
            self.manager.emit_message = self.manager.reset_error_mgr


def is_whole(data: bytes) -> bool:
    """False when libjpeg had to invent a part of the picture. True where it cannot be asked."""
    library = _library()
    if library is None:
        return True
    listener = _Listener(library, len(data))
    # struct jpeg_decompress_struct, 632 bytes; its first field points to the manager
    info = (ctypes.c_void_p * 256)()
    info[0] = ctypes.addressof(listener.manager)
    library.jpeg_CreateDecompress(info, ABI, ctypes.c_size_t(0))  # a wrong size is corrected, see _fatal
    if not 0 < listener.struct_size <= ctypes.sizeof(info):
        return True
    listener.creating = False
    library.jpeg_mem_src(info, data, ctypes.c_ulong(len(data)))
    library.jpeg_read_header(info, 1)
    library.jpeg_read_coefficients(info)
    library.jpeg_destroy_decompress(info)
    return not listener.serious

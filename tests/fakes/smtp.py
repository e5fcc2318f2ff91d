"""A mail server on this machine: it takes every mail, and answers when the test lets it."""

import email
import socketserver
import threading
from contextlib import suppress
from email.message import Message
from typing import Self


class MailServer:
    """``received`` is what it was handed in full. With ``silent`` set it says nothing to the next mail's end."""

    def __init__(self) -> None:
        self.received: list[Message] = []
        self.silent = False
        self.refuse = b""
        self.closing = threading.Event()
        ours = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    self.say(b"220 here")
                    for line in self.rfile:
                        if not self.answer(line.strip().upper()):
                            break

            def answer(self, line: bytes) -> bool:
                if line == b"DATA":
                    self.say(b"354 go on")
                    ours.received.append(email.message_from_bytes(self.data()))
                    if ours.silent:
                        ours.closing.wait(30)
                        return False
                elif line.startswith(b"RCPT") and ours.refuse:
                    self.say(ours.refuse)
                    return True
                self.say(b"221 bye" if line == b"QUIT" else b"250 fine")
                return line != b"QUIT"

            def data(self) -> bytes:
                lines = []
                for line in self.rfile:
                    if line == b".\r\n":
                        break
                    lines.append(line)
                return b"".join(lines)

            def say(self, line: bytes) -> None:
                self.wfile.write(line + b"\r\n")

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()

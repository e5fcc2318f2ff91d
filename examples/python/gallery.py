"""A gallery from the command line: sign in, upload a folder as an album, share it, read what people say."""

import argparse
import getpass
import sys
import uuid
from pathlib import Path

import httpx
from albums import album_of
from session import Failed, Refused, Session
from talk import line, say, threads
from uploading import upload
from vitrine_client.api.sharing import albums_links_create
from vitrine_client.models import AlbumState, ShareLinkRequest, Visibility
from vitrine_client.types import UNSET


def main() -> int:
    """0: done. 1: refused, or not all of it done. 2: a wrong command line. 3: no site, or none that answers."""
    told = _arguments()
    try:
        told.command(told)
    except (Refused, Failed) as reason:
        print(reason, file=sys.stderr)
        return 1
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        print(f"The site could not be reached: {fault}", file=sys.stderr)
        return 3
    except (
        ValueError,
        KeyError,
    ) as fault:  # the client was made of another description, or this is no gallery
        print(f"The answer was not what the client knows: {fault!r}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("Broken off. The same command goes on from here.", file=sys.stderr)
        return 1
    return 0


def sign_in(told: argparse.Namespace) -> None:
    password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    session = Session.begun(told.site, told.username, password, told.code)
    session.keep()
    print(f"{session.username} is signed in at {session.site}.")


def send(told: argparse.Namespace) -> None:
    session = Session.kept()
    album = upload(
        session,
        told.folder,
        told.album,
        Visibility(told.visibility),
        told.patience,
        lambda text: print(text, flush=True),
    )
    waits = " It waits for a review." if album.state == AlbumState.IN_REVIEW else ""
    print(f"Album {album.id}, {album.photo_count} photos: {album.url}{waits}")


def share(told: argparse.Namespace) -> None:
    session = Session.kept()
    body = ShareLinkRequest(label=told.label, password=told.password or UNSET, allow_download=told.downloads)
    album = album_of(session, told.album)
    print(
        session.ask(
            albums_links_create.sync_detailed, album.id, body=body, idempotency_key=str(uuid.uuid4())
        ).url
    )


def comments(told: argparse.Namespace) -> None:
    session = Session.kept()
    nobody = True
    for comment in threads(session, album_of(session, told.album).id):
        nobody = False
        print(line(comment))
    if nobody:
        print("Nobody has said anything yet.")


def comment(told: argparse.Namespace) -> None:
    session = Session.kept()
    print(line(say(session, album_of(session, told.album).id, told.text, told.answers)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    one = commands.add_parser("sign-in", help="the password is asked for, or read from what is piped in")
    one.add_argument("site", help="such as http://127.0.0.1:8000")
    one.add_argument("username", help="or e-mail address, or phone number")
    one.add_argument("--code", default="", help="of a second factor")
    one.set_defaults(command=sign_in)

    one = commands.add_parser("upload", help="a folder's pictures, as an album; may be repeated")
    one.add_argument("folder", type=Path)
    one.add_argument("--album", required=True, metavar="TITLE", help="made if you have none of this title")
    one.add_argument("--visibility", choices=[str(kind) for kind in Visibility], default="private")
    one.add_argument(
        "--patience", type=int, default=600, metavar="SECONDS", help="for preparing (%(default)s)"
    )
    one.set_defaults(command=send)

    album = "its number, its address, or the title of one of yours"
    one = commands.add_parser("share", help="make a link to an album, and print it")
    one.add_argument("album", help=album)
    one.add_argument("--label", default="", help="for yourself: whom it is for")
    one.add_argument("--password", default="", help="that visitors are asked for")
    one.add_argument("--downloads", action="store_true", help="let visitors take photos along")
    one.set_defaults(command=share)

    one = commands.add_parser("comments", help="what people say below an album")
    one.add_argument("album", help=album)
    one.set_defaults(command=comments)

    one = commands.add_parser("comment", help="say something below an album")
    one.add_argument("album", help=album)
    one.add_argument("text")
    one.add_argument("--answers", type=int, metavar="NUMBER", help="the comment that it answers")
    one.set_defaults(command=comment)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

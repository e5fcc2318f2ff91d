"""What the galleries ask of the apps above them, and what they tell them."""

from django.dispatch import Signal

# Asked before somebody sends pictures or changes something of an album's sharing: a receiver raises AppError when she
# may not take part. Arguments: user.
acting = Signal()
# Asked before two people have to do with each other: a receiver raises AppError when they do not. Arguments: user,
# other.
meeting = Signal()

# A photo is out of the trash because its owner has sent it again. Arguments: photo.
came_back = Signal()
# Asked before an album goes into the trash: a receiver answers with a sentence about what of its own hangs on the
# album, or with an empty text. Arguments: album.
hanging = Signal()

# Somebody may open an album from now on. Arguments: album, user, by.
invited = Signal()
# A guest has marked her favourites and is done. Arguments: album, visit, user (None for a guest).
picked = Signal()
# Photos wait for consent. Arguments: album, user (None for a guest), visit (None for a person).
contributed = Signal()
# A photo's files are made, and it can be shown. May be said again of the same files. Arguments: photo.
photo_ready = Signal()
# An album shows other photos than before, changed by a statement that sends no signal for each row. Arguments: album.
contents_changed = Signal()

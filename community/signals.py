"""What the community tells the apps above it."""

from django.dispatch import Signal

# A comment can be read: just posted, or after it has waited. Arguments: comment.
commented = Signal()

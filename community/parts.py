"""Each part of the community says itself what it does in the background."""

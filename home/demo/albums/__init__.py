"""One file for each album of the demo site."""

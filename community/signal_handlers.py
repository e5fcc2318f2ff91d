"""What the community does when something below it happens."""

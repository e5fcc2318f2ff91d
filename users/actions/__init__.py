"""What people do with their accounts."""

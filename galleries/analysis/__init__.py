"""What a photo shows. base.py is the contract; docs/analyzer.md says how to put a service in place."""

"""What the servers will do, worked out before they run: which labels an alert carries, and whom it reaches."""

"""What a follow-up leaves out or points back to, by rule."""

"""What a trained reader finds in passages: whether they answer a question, and where."""

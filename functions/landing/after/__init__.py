"""What happens to a file after rows of it were refused: they go out to a person, and come back mended."""

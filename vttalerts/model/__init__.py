"""What a definition is made of: typed objects that refer to each other, each knowing the line that made it."""

"""Kinds of panels, one file each; a definition imports those that it uses, and nothing else loads."""

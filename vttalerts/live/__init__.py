"""Talks to servers that run: what they have loaded, what they are told to load, and whether people are reached."""

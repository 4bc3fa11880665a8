"""Bots that do the same as ours for the people who press, built the usual ways: what ours is measured beside."""

"""Masks: the kind, and the numerics of masked arrays as functions of bare data and a bare mask."""

"""The registry: every capability once, as a typed function. All surfaces are made from it."""

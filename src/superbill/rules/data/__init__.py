"""Rules of the family `data`: what a claim states can be read, and can be meant."""

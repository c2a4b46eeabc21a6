"""Rules of the family `duplicate`: the same service is not stated twice."""

"""Rules of the Medicare physician fee schedule: what its indicators let a claim line say."""

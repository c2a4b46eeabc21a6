"""The user's own publishers' files: found, unpacked, recognised, dated, loaded as releases.

paths -> found.Sample -> layout.Match -> groups.Group -> draft -> release -> catalogue
"""

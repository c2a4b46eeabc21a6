"""Rules of the global period (a package can't be named `global`): family `global`."""

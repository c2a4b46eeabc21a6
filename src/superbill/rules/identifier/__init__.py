"""Rules of the family `identifier`: who did a service is named as the law says."""

"""MS-DRG: the group of an inpatient stay, with the trace of why."""

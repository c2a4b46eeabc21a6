"""Units: timed therapy, infusions, anaesthesia, drug doses, and the count on a line."""

"""The Medicare Code Editor: what Medicare edits on an inpatient claim before it is grouped."""

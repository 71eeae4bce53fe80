"""Whether the records are complete and plausible, school by school.

For the authority's data officer, who reads it on a Monday and asks schools for what
is missing. Nothing here names a pupil: every figure is a count of a school.
"""

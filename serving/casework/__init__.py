"""Early Graduated Pathway casework: what is agreed, assessed, planned and reviewed."""

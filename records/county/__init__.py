"""A simulated county, seeded and to scale, that writes what suppliers write.

No real pupil, school or name is in it. Nothing but tests, benchmarks and the command
line may import it, and its truth is written apart from what it delivers.
"""

from records.county.simulate import County, simulate
from records.county.suppliers import write
from records.county.truth import truth, write_truth

__all__ = ["County", "simulate", "truth", "write", "write_truth"]

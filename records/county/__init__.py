"""A simulated county, seeded and to scale, that writes what suppliers write.

No real pupil, school or name is in it. Nothing but tests, benchmarks and the command
line may import it, and its truth is written apart from what it delivers.
"""

from records.county.simulate import County, simulate
from records.county.suppliers import write

__all__ = ["County", "simulate", "write"]

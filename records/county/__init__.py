"""A simulated county, seeded and to scale, that writes what suppliers write.

No real pupil, school or name is in it. Nothing but tests, benchmarks and the command
line may import it, and its truth is written apart from what it delivers.
"""

from records.county.bias import NO_BIAS, Bias
from records.county.simulate import County, simulate
from records.county.suppliers import write
from records.county.truth import effect_of_support, truth, write_truth

__all__ = [
    "NO_BIAS",
    "Bias",
    "County",
    "effect_of_support",
    "simulate",
    "truth",
    "write",
    "write_truth",
]

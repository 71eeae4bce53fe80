"""The appendix of every published audit: what the words and figures mean."""

METHOD = (
    "Recall is the share of those with the outcome who were on the list: being on the "
    "list brings support, so a low recall is the harm that is watched first. Precision "
    "is the share of those listed who had the outcome; false alarms are the share of "
    "those without it who were listed; false omission is the share of those not listed "
    "who had it. They are defined as in Aequitas and Fairlearn.",
    "Every group is compared with the largest group that is recorded, unless another "
    "was named. What is not recorded is a group of its own; nobody is left out.",
    "Intervals of shares are Wilson's, on the number of pupils that remains when those "
    "of one school are allowed to be alike; all others come from a bootstrap of whole "
    "schools. Differences are built from both intervals (Newcombe 1998; Zou and Donner "
    "2008).",
    "A difference is outside its mark when it is larger than allowed, its interval is "
    "clear of nought, and it survives the correction for having looked at many "
    "(Benjamini and Hochberg 1995). It is within when it is smaller and as large a one "
    "would have been seen. All else is too little evidence, and so is what rests on "
    "fewer than ten pupils in either group.",
    "The outcome itself is decided by people. Where the same behaviour is punished "
    "unlike, a list can serve all groups alike and still repeat it.",
)

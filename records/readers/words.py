"""Words that several suppliers use, and what they are in Waymark's code lists.

Schools choose their own words for behaviour. A word that is not here is refused, and
the authority says what it means in a map of its own.
"""

from __future__ import annotations

SESSIONS = {"Morning": "AM", "Afternoon": "PM", "am": "AM", "pm": "PM"}

KINDS = {
    "Achievement": "achievement",
    "Positive": "achievement",
    "Disruption": "disruption",
    "Disruptive behaviour": "disruption",
    "Defiance": "defiance",
    "Refusal": "defiance",
    "Verbal abuse": "verbal",
    "Threatening behaviour": "verbal",
    "Physical assault": "physical",
    "Fighting": "physical",
    "Bullying": "bullying",
    "Damage": "damage",
    "Vandalism": "damage",
    "Smoking": "prohibited",
    "Vaping": "prohibited",
    "Prohibited item": "prohibited",
    "Mobile phone": "phone",
    "Truancy": "truancy",
    "Internal truancy": "truancy",
    "Isolation": "internal",
    "Homework": "work",
    "Other": "other",
}

LOCATIONS = {
    "Classroom": "lesson",
    "Corridor": "corridor",
    "Playground": "outside",
    "Outside": "outside",
    "Canteen": "canteen",
    "Dining hall": "canteen",
    "Bus": "transport",
    "Online": "online",
    "Other": "other",
}

# Schools give more points than three; Waymark has three grades of gravity.
POINTS = {str(points): "3" for points in range(4, 11)}
LEVELS = {f"Level {level}": str(min(level, 3)) for level in range(6)}

BEHAVIOUR = {"kind": KINDS, "location": LOCATIONS, "severity": POINTS | LEVELS}

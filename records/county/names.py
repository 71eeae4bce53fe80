"""Invented names. Schools from made-up places; people from two small lists."""

from __future__ import annotations

import numpy as np

PLACES = (
    "Alderwick Ashmere Barrowby Beckhollow Birchend Bramcote Brightwell Brookmoor "
    "Caldbury Copsegrove Cranleigh Dunmarsh Eastmarl Elmsreach Fallowfield Fernbank "
    "Foxcombe Glenhithe Greywater Harefield Hartsmead Hazelthorpe Heronsgate Highcroft "
    "Ivyleigh Kestrelton Kingsmarl Larkhill Limeford Longmarl Mallowdene Meadowcote "
    "Millthorpe Netherby Oakhanger Orchardleigh Pipersfield Quarrywood Ravensmoor "
    "Rookhope Rushmere Saltersbrook Silverdene Stonecross Swallowcombe Tanglewood"
)
PARTS = ("", "Great ", "Little ", "Upper ", "Nether ")
# What sets apart so many schools that the others do not suffice.
WAYS = "North South East West Old New Upper Lower Inner Outer Far"
FEATURES = "Vale Bridge Green Hill Park Lane Cross Brook"
SURNAMES = (
    "Abbotsby Arkle Ashcombe Aldane Bexford Birkhall Boatwright Brindle Calloway "
    "Cardew Coppard Croxley Dalby Denholm Dunmore Eastlake Elverton Fairclough Farrow "
    "Fenwood Garside Glenholm Hallam Harkwell Hexby Ibbotson Inglewood Jessop Kelby "
    "Kerrow Langthorn Larkham Lindale Marwood Merrow Mossley Nettleford Norwell "
    "Oakden Orrell Pellow Penhale Quill Ravenhill Rowntry Sallow Selwick Tarrant "
    "Thornbury Tidewell Underhay Vennor Wainford Westerby Wyndle Yarrow Zellick"
)
FORENAMES = (
    "Ada Aidan Alba Amir Anya Arlo Asha Ben Bea Caleb Cara Dara Devi Eden Eli Ella "
    "Erin Esme Finn Freya Hana Hugo Ines Isla Ivo Jada Jai Juno Kai Kit Lara Leo Lena "
    "Lola Luca Mae Maya Milo Mina Nia Noah Nora Omar Orla Otis Pia Priya Ravi Remy "
    "Rhea Rory Rosa Rowan Sana Seth Sky Sol Tara Theo Tia Uma Vera Wren Yara Zac Zoe"
)


def school_names(count: int, rng: np.random.Generator) -> list[str]:
    """Return ``count`` different invented place names; at most 22,080."""
    every = [
        f"{part}{place} {feature}"
        for part in PARTS
        for place in PLACES.split()
        for feature in FEATURES.split()
    ]
    if count > len(every):
        every += [f"{name} {way}" for way in WAYS.split() for name in every]
    return [every[i] for i in rng.permutation(len(every))[:count]]


def surnames(count: int, rng: np.random.Generator) -> list[str]:
    """Draw ``count`` invented surnames."""
    return list(rng.choice(SURNAMES.split(), count).tolist())


def forenames(count: int, rng: np.random.Generator) -> list[str]:
    """Draw ``count`` first names."""
    return list(rng.choice(FORENAMES.split(), count).tolist())

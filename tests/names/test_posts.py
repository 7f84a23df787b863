"""Posts: the country of embassies, consulates and missions, as cables and pages write them."""

import re
from pathlib import Path

import pytest

from cable_ner.names.posts import country_of_post

CORPUS = Path(__file__).parents[2] / "corpus"
POSTS = {
    "TRIPOLI": "LY", "AMEMBASSY TRIPOLI": "LY", "Embassy Tripoli": "LY", "USMISSION GENEVA": "CH",
    "Mission Geneva": "CH",
    "Consulate Dubai": "AE", "Iran RPO Dubai": "AE", "RPODUBAI": "AE", "REO BASRAH": "IQ",
    "American Institute Taiwan, Taipei": "TW",
    "AIT TAIPEI": "TW", "Embassy The Hague": "NL", "HONG KONG": "HK", "HONGKONG": "HK", "PORTAUPRINCE": "HT",
    "NDJAMENA": "TD",
    "STPETERSBURG": "RU", "DARESSALAAM": "TZ", "KUWAIT": "KW", "Embassy Grenada": "GD", "SAIGON": "VN", "BONN": "DE",
    "CALCUTTA": "IN", "US Office Pristina": "XK", "Embassy Vatican": "VA",
    # missions that are not named after where they are
    "USNATO": "BE", "Mission USNATO": "BE", "USEU BRUSSELS": "BE", "USEUBRUSSELS": "BE", "UNVIEVIENNA": "AT",
    "Mission UNVIE": "AT",
    "UN Rome": "IT", "USAUADDIS": "ET", "USUN New York": "US", "USUNNEWYORK": "US", "STATE": "US",
    "SECSTATE WASHDC": "US",
    "Secretary of State": "US",
    # capitals before larger cities of the same name
    "SANJOSE": "CR", "SAN JOSE": "CR", "GEORGETOWN": "GY", "HAMILTON": "BM", "SANTIAGO": "CL", "KINGSTON": "JM",
    # not known, or no post
    "TESTVILLE": "", "USCENTCOM": "", "CDR USCENTCOM": "", "US Delegation, Secretary": "", "EMBASSY": "", "": "",
}  # fmt: skip


@pytest.mark.parametrize(("post", "country"), POSTS.items())
def test_country_of_post(post, country):
    assert country_of_post(post) == country


def test_posts_of_the_sample_cables_are_known():
    names = {re.sub(r"\d.*", "", path.stem[2:]) for path in CORPUS.glob("raw/*.txt")}
    assert len(names) > 100
    assert {name for name in names if not country_of_post(name)} == set()

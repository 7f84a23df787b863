"""A few cables as the tagger labelled them, and the same ones with gold labels."""

BODY = "1 . ( U ) Rain fell on {place} for the {n}th day , said {who} of {office} there . {more}"
SILVER = {
    "place": "[LOC Milltown  ]",
    "who": "[LOC Ann Lee{n}  ]",
    "office": "[ORG S/NF  ]",
    "more": "[ORG Libya’s  ] too .",
}
GOLD = {"place": "[LOC Milltown  ]", "who": "[PER Ann Lee{n}  ]", "office": "S/NF", "more": "[LOC Libya  ] ’s too ."}
RULES = (
    "rules:\n"
    "  - {name: marking, action: reject, pattern: S/NF}\n"
    "  - {name: possessive, action: trim, pattern: '(?P<keep>.*)’s'}\n"
)


def cable(n, parts, extra=""):
    """Returns the text of a cable, its parts labelled as in SILVER or GOLD."""
    body = BODY.format(n=n, **{key: part.format(n=n) for key, part in parts.items()})
    return f"UNCLAS ROME {n:06d} SIPDIS SUBJECT: RAIN {n}\n\n{body}{extra}\n"


def write_twins(folder):
    """Writes three silver cables (raw/), the gold of two of them (gold/), and two rules (rules.yml)."""
    for name, numbers, parts in (("raw", (1, 2, 3), SILVER), ("gold", (1, 2), GOLD)):
        (folder / name).mkdir()
        for n in numbers:
            (folder / name / f"c{n}.txt").write_text(cable(n, parts), encoding="utf8")
    (folder / "rules.yml").write_text(RULES, encoding="utf8")


def kinds(figures, version):
    """Returns how many mentions of a version of the labels are right, type, boundary, both, spurious and missed."""
    row = figures["labels"][version]["all"]
    return tuple(row[kind] for kind in ("right", "type", "boundary", "both", "spurious", "missed"))

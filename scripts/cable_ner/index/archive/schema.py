"""The tables of the database; docs/reference/archive-db.md says what is in each column.

Cables are numbered by date, and paragraphs in the order of their cables: the oldest sentences with a name come first from
any index, without sorting. Names are numbered by how often they are there: the most frequent come first.
"""

import sqlite3

import sqlite_utils

VERSION = 2  # of the tables: pages show no others
_TABLES = """
CREATE TABLE cables (
    id INTEGER PRIMARY KEY, cable TEXT NOT NULL UNIQUE, reference_id TEXT, post TEXT, date TEXT, year INTEGER,
    classification TEXT, origin TEXT, subject TEXT, paragraphs INTEGER NOT NULL, mentions INTEGER NOT NULL
);
CREATE TABLE cable_tags (cable INTEGER NOT NULL REFERENCES cables(id), tag TEXT NOT NULL, PRIMARY KEY (cable, tag))
    WITHOUT ROWID;
CREATE TABLE cable_references (
    cable INTEGER NOT NULL REFERENCES cables(id), position INTEGER NOT NULL, reference TEXT NOT NULL,
    target INTEGER REFERENCES cables(id), PRIMARY KEY (cable, position)
) WITHOUT ROWID;
CREATE TABLE paragraphs (
    id INTEGER PRIMARY KEY, cable INTEGER NOT NULL REFERENCES cables(id), position INTEGER NOT NULL, zone TEXT NOT NULL,
    number INTEGER, marking TEXT, text TEXT NOT NULL
);
CREATE TABLE names (
    id INTEGER PRIMARY KEY, name_id TEXT NOT NULL UNIQUE, label TEXT NOT NULL, name TEXT NOT NULL,
    mentions INTEGER NOT NULL, cables INTEGER NOT NULL, first TEXT, last TEXT, own_form TEXT
);
CREATE TABLE variants (
    name INTEGER NOT NULL REFERENCES names(id), variant TEXT NOT NULL, mentions INTEGER NOT NULL, cables INTEGER NOT NULL,
    first TEXT, last TEXT, PRIMARY KEY (name, variant)
) WITHOUT ROWID;
CREATE TABLE mentions (
    paragraph INTEGER NOT NULL REFERENCES paragraphs(id), start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    cable INTEGER NOT NULL REFERENCES cables(id), name INTEGER NOT NULL REFERENCES names(id), label TEXT NOT NULL,
    file_start INTEGER, file_end INTEGER, found_by TEXT, confidence REAL, PRIMARY KEY (paragraph, start)
) WITHOUT ROWID;
CREATE TABLE cable_names (
    cable INTEGER NOT NULL REFERENCES cables(id), name INTEGER NOT NULL REFERENCES names(id), mentions INTEGER NOT NULL,
    PRIMARY KEY (cable, name)
) WITHOUT ROWID;
CREATE TABLE name_facets (
    name INTEGER NOT NULL REFERENCES names(id), facet TEXT NOT NULL, value TEXT NOT NULL, cables INTEGER NOT NULL,
    PRIMARY KEY (name, facet, value)
) WITHOUT ROWID;
CREATE TABLE name_neighbours (
    name INTEGER NOT NULL REFERENCES names(id), other INTEGER NOT NULL REFERENCES names(id), cables INTEGER NOT NULL,
    PRIMARY KEY (name, other)
) WITHOUT ROWID;
CREATE TABLE facets (facet TEXT NOT NULL, value TEXT NOT NULL, cables INTEGER NOT NULL, PRIMARY KEY (facet, value))
    WITHOUT ROWID;
CREATE TABLE names_text (id INTEGER PRIMARY KEY REFERENCES names(id), text TEXT NOT NULL);
CREATE TABLE decisions (id INTEGER PRIMARY KEY, decision TEXT NOT NULL);
CREATE TABLE counts (counted TEXT PRIMARY KEY, rows INTEGER NOT NULL) WITHOUT ROWID;
"""
# (accents make no difference, nor does an ayn, which is a letter to SQLite, while an apostrophe is none)
_TOKENIZER = "unicode61 remove_diacritics 2 separators ʼʻʾʿ"
INDEXES = (
    ("cables", ("reference_id",)),
    ("cables", ("date",)),
    ("cables", ("post",)),
    ("cables", ("classification",)),
    ("cables", ("year",)),
    ("cable_tags", ("tag", "cable")),
    ("cable_references", ("target",)),
    ("paragraphs", ("cable", "position")),
    ("names", ("label",)),
    ("variants", ("variant",)),
    ("mentions", ("name", "paragraph", "start")),
    ("cable_names", ("name", "cable", "mentions")),
)
TABLES = (
    "cables", "cable_tags", "cable_references", "paragraphs", "names", "variants", "mentions", "cable_names", "name_facets",
    "name_neighbours", "facets", "decisions",
)  # fmt: skip


def create(connection: sqlite3.Connection) -> None:
    """Makes the tables, and the full-text search over paragraphs and names. Raises sqlite3.Error."""
    connection.executescript(_TABLES)
    database = sqlite_utils.Database(connection)
    for table in ("paragraphs", "names_text"):
        database[table].enable_fts(["text"], tokenize=_TOKENIZER)  # type: ignore[union-attr]  # (no view)

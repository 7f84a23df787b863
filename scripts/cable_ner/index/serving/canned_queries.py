"""Questions about an archive that Datasette answers with a form, a table and a CSV file."""

QUERIES = {
    "mentions_of_a_name": {
        "title": "Every mention of a name, with its paragraph",
        "description": "name_id is the last part of the address of the name's page, such as per-ann-lee.",
        "sql": (
            "SELECT c.date, c.reference_id, c.post, p.number AS paragraph,"
            ' substr(p.text, m.start + 1, m."end" - m.start) AS written, m.confidence, m.found_by, p.text\n'
            "FROM names n JOIN mentions m ON m.name = n.id JOIN paragraphs p ON p.id = m.paragraph\n"
            "JOIN cables c ON c.id = m.cable WHERE n.name_id = :name_id ORDER BY m.paragraph, m.start"
        ),
    },
    "two_names_together": {
        "title": "Cables with two names",
        "sql": (
            "SELECT c.date, c.reference_id, c.post, c.classification, c.subject,"
            " a.mentions AS of_one, b.mentions AS of_other\n"
            "FROM names one JOIN cable_names a ON a.name = one.id JOIN cable_names b ON b.cable = a.cable\n"
            "JOIN names other ON other.id = b.name JOIN cables c ON c.id = a.cable\n"
            "WHERE one.name_id = :name_id AND other.name_id = :other_name_id ORDER BY c.id"
        ),
    },
    "names_new_in_a_year": {
        "title": "Names first seen in a year",
        "sql": (
            "SELECT name_id, name, mentions, cables, first, last FROM names\n"
            "WHERE label = :label AND first BETWEEN :year || '-01-01' AND :year || '-12-31' ORDER BY id LIMIT 1000"
        ),
    },
    "cables_of_a_post": {
        "title": "Cables of a post between two days",
        "sql": (
            "SELECT date, reference_id, classification, subject, mentions FROM cables\n"
            "WHERE post = :post AND date BETWEEN :since AND :until ORDER BY id"
        ),
    },
    "most_referred_to": {
        "title": "What cables refer to most often",
        "sql": (
            "SELECT r.reference, count(*) AS times, max(c.subject) AS subject FROM cable_references r\n"
            "LEFT JOIN cables c ON c.id = r.target GROUP BY r.reference ORDER BY times DESC, r.reference LIMIT 200"
        ),
    },
    "least_sure_mentions": {
        "title": "Mentions of a name that the model is least sure of",
        "sql": (
            "SELECT m.confidence, m.found_by, c.date, c.reference_id,"
            ' substr(p.text, m.start + 1, m."end" - m.start) AS written, p.text\n'
            "FROM names n JOIN mentions m ON m.name = n.id JOIN paragraphs p ON p.id = m.paragraph\n"
            "JOIN cables c ON c.id = m.cable WHERE n.name_id = :name_id AND m.confidence IS NOT NULL\n"
            "ORDER BY m.confidence LIMIT 200"
        ),
    },
}

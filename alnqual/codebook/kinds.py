"""What an entry of each list of the codebook's files holds."""

from alnqual.codebook.source import Kind

CODE = Kind(
    "code",
    {"id": str, "name": dict, "stage": str, "definition": str},
    {
        "parent": str, "include": str, "exclude": str, "colour": str,
        "examples": list, "keywords": list, "basis": list, "retired": bool,
    },
)  # fmt: skip
SOURCE = Kind("source", {"id": str, "document": str, "kind": str, "title": str})
DOCUMENT = Kind("document", {"id": str, "citation": str}, {"url": str, "note": str})
LINK = Kind("link", {"id": str, "from": str, "to": str, "assumption": str}, {"basis": list})
QUESTION = Kind("research question", {"id": str, "text": dict}, {"codes": list, "basis": list})
RECOMMENDATION = Kind(
    "recommendation", {"id": str, "addressee": str, "text": str}, {"codes": list, "basis": list}
)
THEORY_LISTS = {
    "documents": DOCUMENT,
    "sources": SOURCE,
    "links": LINK,
    "research_questions": QUESTION,
    "recommendations": RECOMMENDATION,
}
FORMER = Kind("former code", {"id": str, "now": str, "name": dict}, {"parent": str})
MIGRATION = Kind(
    "migration",
    {"version": int, "kind": str},
    {
        "codes": list, "to": str, "under": str, "reason": str, "round": str, "undone": bool,
        "patches": dict,
    },
    {"entries": CODE, "former": FORMER},
)  # fmt: skip

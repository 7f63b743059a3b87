"""Labels of words: messages, summaries, transcripts, links, questions for anything else."""

from __future__ import annotations


def of_talk(
    words: tuple[str, ...], held: set[str], whose: str | None, joined: str, label: str
) -> tuple[str, str | None] | None:
    if "link" in held:
        return "page_url", None
    if held & {"status", "duration"} and "comments" not in held:
        return "property", whose
    if "trade" in held and held & {"comments"} and "vehicle" not in held:
        return "property", "trade"
    if "transcript" in held and not held & {"summary"}:
        return "transcript", None
    if "summary" in held and not held & {"vehicle"}:
        return "summary", None
    if {"comments", "body"} <= held:
        return "comments", "customer"
    if "comments" in held and set(words).isdisjoint({"subject", "type", "dealer", "internal"}):
        return "comments", whose if whose in {"co", "store", "poster", "employer"} else "customer"
    if {"type"} & held and held & {"lead", "deal", "interest", "question"}:
        return "lead_type", None
    if set(words) <= {"type", "tipo"}:
        return "lead_type", None
    if words[0] in {"question", "questions", "pregunta", "preguntas"} and "store" in held and len(words) <= 5:
        return "comments", "customer"  # “Question to the store”
    if set(words) & {"new", "nuevo", "nueva", "nouveau", "nouvelle"} and "question" in held and len(words) <= 3:
        return None  # a title: “New inquiry”
    if "question" in held and "trade" not in held and not held & {"vehicle"} and (len(words) <= 3 or "else" in held):
        return "comments", "customer"
    if (
        "else" in held
        and set(words)
        & {
            "else",
            "help",
            "know",
            "anything",
            "additional",
            "more",
            "savoir",
            "saber",
            "aider",
            "ayudar",
            "ayudarle",
            "adicional",
            "supplementaire",
            "other",
            "tell",
            "share",
        }
        and not held & {"trade", "money"}
        and (
            set(words) & {"know", "else", "help", "savoir", "saber", "ayudar", "ayudarle", "aider"}
            or (held & {"filler"} and len(words) >= 2)
        )
    ):
        return "comments", "customer"
    return None

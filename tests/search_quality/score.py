"""How good a ranked list is: measures and their meaning as the query set defines them."""

from collections import defaultdict
from collections.abc import Iterable
from math import log2

from conditions.importing_chapters import ASPECT_OF_CHAPTER

MEASURES = ("nDCG@10", "success@1", "MRR@10", "recall@10", "chapter@1")


def gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / log2(rank + 2) for rank, grade in enumerate(grades[:10]))


def score(query: dict, answer: dict, sections: dict[str, dict]) -> dict[str, float]:
    """Grade 2 or more is relevant; grade 1 where a query has nothing better."""
    grades, docs = query["relevant"], list(dict.fromkeys(answer.get("docs", ())))
    need = min(2, max(grades.values()))
    good = [grades.get(doc, 0) >= need for doc in docs[:10]]
    values = {
        "nDCG@10": gain([grades.get(doc, 0) for doc in docs]) / gain(sorted(grades.values(), reverse=True)),
        "success@1": float(good[:1] == [True]),
        "MRR@10": next((1 / (rank + 1) for rank, is_good in enumerate(good) if is_good), 0.0),
        "recall@10": sum(good) / min(10, sum(grade >= need for grade in grades.values())),
    }
    if query.get("sections"):
        expected = chapters(query["sections"].get(docs[0], ()), sections.get(docs[0], {})) if docs else set()
        values["chapter@1"] = float(answer["chapters"][0] in expected if docs else False)
    return values


def chapters(wanted: Iterable[str], sections: dict[str, dict]) -> set[str]:
    """What the wanted sections of a document are about on the site. One that repeats another is found there, too."""
    found = [sections[number] for number in wanted]
    found += [sections[section["repeats"]] for section in found if section.get("repeats")]
    return {ASPECT_OF_CHAPTER[section["chapter"]].value for section in found}


def evaluated(queries: list[dict], run: list[dict], documents: list[dict]) -> dict[str, dict[str, float]]:
    """Kind of query → its means, and the number of queries as `n`."""
    answers = {answer["qid"]: answer for answer in run}
    sections = {doc["id"]: {section["id"]: section for section in doc["sections"]} for doc in documents}
    by_kind = defaultdict(list)
    for query in queries:
        by_kind[query["kind"]].append(score(query, answers.get(query["qid"], {}), sections))
    return {kind: {"n": len(rows)} | means(rows) for kind, rows in by_kind.items()}


def means(rows: list[dict[str, float]]) -> dict[str, float]:
    values = {measure: [row[measure] for row in rows if measure in row] for measure in MEASURES}
    return {measure: sum(found) / len(found) for measure, found in values.items() if found}

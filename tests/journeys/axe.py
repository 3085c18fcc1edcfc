"""axe-core with best practice and WCAG 2.0 to 2.2 A and AA, `region` on."""

from axe_playwright_python.base import AXE_SCRIPT

OPTIONS = {
    "runOnly": {
        "type": "tag",
        "values": ["best-practice", "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
    },
    "rules": {"region": {"enabled": True}, "target-size": {"enabled": True}},
    "resultTypes": ["violations", "incomplete"],
}
# what the browser paints over in forced colors cannot be read: axe sees -webkit-text-fill-color as the style sheet has it
FORCED_COLORS = OPTIONS | {"rules": OPTIONS["rules"] | {"color-contrast": {"enabled": False}}}
RUN = "(options) => axe.run(document, options).then(({violations, incomplete}) => ({violations, incomplete}))"


def run(page, options=OPTIONS) -> tuple[list[str], list[str]]:
    """What is wrong on this page, and what axe could not decide; one line for each element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN, options)
    return lines(found["violations"]), lines(found["incomplete"])


def lines(results) -> list[str]:
    return [
        f"{result['id']}: {' '.join(map(str, node['target']))}: {' '.join(node['failureSummary'].split())}"
        for result in results
        for node in result["nodes"]
    ]

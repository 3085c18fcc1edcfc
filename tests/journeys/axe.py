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
# the rules that look at colors: in the second scheme of a width nothing else can differ
COLORS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": OPTIONS["resultTypes"],
}
# Looked at one by one in November 2026: text in line drawings, words under an open popover, titles under the button that
# opens their group. tests/portal/test_contrast.py computes every pair of colors from the tokens.
LEFT_TO_PEOPLE = ("color-contrast:",)
# what changes its colors slowly is not looked at half-way
SETTLE = "document.getAnimations().forEach((change) => change instanceof CSSTransition && change.finish())"
WIDTHS = (320, 768, 1280)
RUN = "(options) => axe.run(document, options).then(({violations, incomplete}) => ({violations, incomplete}))"


def run(page, options=OPTIONS) -> tuple[list[str], list[str]]:
    """What is wrong on this page, and what axe could not decide; one line for each element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN, options)
    return lines(found["violations"]), lines(found["incomplete"])


def findings(page, options=OPTIONS) -> list[str]:
    """Violations, and what axe could not decide and nobody has looked at."""
    violations, undecided = run(page, options)
    return violations + [f"undecided {line}" for line in undecided if not line.startswith(LEFT_TO_PEOPLE)]


def findings_everywhere(page, widths=WIDTHS, height=900) -> list[str]:
    """At each width, light and dark; and whether the page is wider than its window."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": height})
        for scheme, options in (("light", OPTIONS), ("dark", COLORS)):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLE)
            found += [f"{width} px, {scheme}: {line}" for line in findings(page, options)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width} px: the page is wider")
    return found


def lines(results) -> list[str]:
    return [
        f"{result['id']}: {' '.join(map(str, node['target']))}: {' '.join(node['failureSummary'].split())}"
        for result in results
        for node in result["nodes"]
    ]

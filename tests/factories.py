"""Builders of test content. Each makes what it stands on (home, index, reviewer, team …) once and reuses it."""

import io
import itertools
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.core.files.images import ImageFile
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image as Picture
from wagtail.models import Collection, Locale, Page, Site

from conditions import reviews
from conditions.models import (
    Anatomy,
    ChapterPage,
    Citation,
    ConditionIndexPage,
    ConditionPage,
    ConditionRelation,
    ConditionTreatment,
    GlossaryTerm,
    Reviewer,
    SupportIndexPage,
    SupportPage,
    TreatmentIndexPage,
    TreatmentPage,
)
from conditions.models.aspects import Aspect
from portal.models import (
    Alert,
    ContactPoint,
    HomePage,
    LegalPage,
    OpeningCalendar,
    OpeningSpan,
    PortalImage,
    StandardPage,
    Team,
)

numbers = itertools.count(1)

# ---- what pages stand on ------------------------------------------------------------------------------------------


def make_locale(language="en"):
    return Locale.objects.get_or_create(language_code=language)[0]


def make_root():
    return Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=make_locale())


def make_home(language="en", **fields):
    """The home page of this language; the English one is the root of the default site."""
    locale = make_locale(language)
    if home := HomePage.objects.filter(locale=locale).first():
        return home
    root = make_root()
    name = "Home" if language == "en" else f"Home {language}"
    home = HomePage(**{"title": name, "slug": f"front-{language}", "heading": name, "locale": locale} | fields)
    root.refresh_from_db()
    root.add_child(instance=home)
    if language == "en":
        site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
        site.hostname, site.root_page = "localhost", home
        site.save()
        Site.clear_site_root_paths_cache()
        for welcome in Page.objects.filter(slug="home", depth=2):
            welcome.delete()
        home.refresh_from_db()
    return home


def make_index(age_group="adult", **fields):
    if not fields and (index := ConditionIndexPage.objects.filter(age_group=age_group).first()):
        return index
    title, slug = (
        ("Cancer types", "cancer-types") if age_group == "adult" else ("Child and teen", "child-and-teen-cancer-types")
    )
    return _add(make_home(), ConditionIndexPage(**{"title": title, "slug": slug, "age_group": age_group} | fields))


def make_treatment_index():
    return TreatmentIndexPage.objects.first() or _add(
        make_home(), TreatmentIndexPage(title="Treatments", slug="treatments")
    )


def make_support_index():
    return SupportIndexPage.objects.first() or _add(make_home(), SupportIndexPage(title="Support", slug="support"))


def make_user(username=None, **fields):
    username = username or f"person-{next(numbers)}"
    return get_user_model().objects.create_user(username, f"{username}@example.org", "a password for tests", **fields)


def make_superuser(username=None):
    return make_user(username, is_staff=True, is_superuser=True)


def make_team(name="Liver team", **fields):
    return Team.objects.get_or_create(
        slug=slugify(name), defaults={"name": name, "email": "team@example.org"} | fields
    )[0]


def make_reviewer(name="Dr. Rosa Example", **fields):
    defaults = {"name": name, "role": "Medical oncologist"} | fields
    return Reviewer.objects.get_or_create(slug=slugify(name), defaults=defaults)[0]


def make_citation(source_id="source-1", **fields):
    defaults = {
        "title": "A guideline",
        "container": "A journal",
        "year": 2024,
        "url": "https://example.org/guideline",
    } | fields
    return Citation.objects.get_or_create(source_id=source_id, defaults=defaults)[0]


# ---- medical pages ------------------------------------------------------------------------------------------------


def make_guide(title="Liver metastases", *, live=True, index=None, chapters=(), **fields):
    """A guide that may be published; `live=True` signs and publishes it, with a chapter for each aspect in `chapters`."""
    page = ConditionPage(**_medical_fields(title, fields, {"body": text(f"About {title}.")}))
    guide = _medical_page(index or make_index(), page, live, fields)
    for aspect in chapters:
        make_chapter(guide, aspect, live=live)
    return guide


def make_chapter(guide=None, aspect=Aspect.SYMPTOMS, *, live=True, **fields):
    """A chapter; `live=True` signs and publishes it (its guide must be live)."""
    guide = guide or make_guide()
    aspect = Aspect(aspect)
    defaults = {
        "title": str(aspect.label),
        "slug": aspect.value.replace("_", "-"),
        "aspect": aspect.value,
        "summary": f"{aspect.label} in short.",
        "body": text(f"{aspect.label} of {guide.title}."),
    }
    chapter = _add(guide, ChapterPage(**defaults | fields, live=False))
    return sign_and_publish(chapter) if live else chapter


def make_treatment(title="Ablation", *, live=True, **fields):
    page = TreatmentPage(
        **_medical_fields(title, fields, {"kind": "treatment", "how_it_works": text(f"How {title} works.")})
    )
    return _medical_page(make_treatment_index(), page, live, fields)


def make_support(title="Nutrition", *, live=True, **fields):
    page = SupportPage(**_medical_fields(title, fields, {"body": text(f"About {title}.")}))
    return _medical_page(make_support_index(), page, live, fields)


def sign_and_publish(page, reviewer=None, user=None, on: date | None = None):
    """What the review workflow does at its end. Saves the page and returns it, as it now is in the database."""
    reviews.sign(page, reviewer or make_reviewer(), user=user, on=on)
    page.save_revision(user=user, clean=False).publish(user=user)
    return type(page).objects.get(pk=page.pk)


def text(*paragraphs):
    """A stream of one text block; a paragraph may hold HTML."""
    return [("text", "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))]


def make_relation(page, target, kind="confused_with", **fields):
    return ConditionRelation.objects.create(page=page, target=target, kind=kind, **fields)


def make_condition_treatment(page, treatment, role="treated_by"):
    return ConditionTreatment.objects.create(page=page, treatment=treatment, role=role)


def make_anatomy(name="Liver", **fields):
    defaults = {
        "name": name,
        "text": f"The {name} does much.",
        "text_equivalent": f"A drawing of the {name}.",
        "drawing": slugify(name),
    }
    return Anatomy.objects.create(**{"slug": slugify(name), "locale": make_locale()} | defaults | fields)


def make_term(term="Metastasis", *, live=True, language="en", **fields):
    defaults = {
        "term": term,
        "slug": slugify(term),
        "short_definition": f"What {term} means.",
        "locale": make_locale(language),
    }
    return GlossaryTerm.objects.create(**defaults | fields, live=live)


def term_link(term, words=None):
    """A term as it is stored in rich text."""
    return f'<a linktype="glossary-term" id="{term.pk}">{words or term.term}</a>'


# ---- other pages and shared values --------------------------------------------------------------------------------


def make_standard(title="Visiting", *, parent=None, live=True, **fields):
    return _add(
        parent or make_home(),
        StandardPage(**{"title": title, "slug": slugify(title), "summary": f"About {title}."} | fields, live=live),
    )


def make_legal(title="Privacy", *, live=True, **fields):
    defaults = {
        "title": title,
        "slug": slugify(title),
        "kind": "privacy",
        "effective_date": date(2025, 1, 1),
        "body": text(title),
    }
    return _add(make_home(), LegalPage(**defaults | fields, live=live))


def make_calendar(name="Weekdays", zone="America/New_York", weekly=None):
    """`weekly`: day (Monday is 0) → list of (opens, closes); Monday to Friday 8 to 18 when not given."""
    calendar, is_new = OpeningCalendar.objects.get_or_create(name=name, defaults={"time_zone": zone})
    if is_new:
        for day, spans in (weekly or {day: [("08:00", "18:00")] for day in range(5)}).items():
            for opens, closes in spans:
                OpeningSpan.objects.create(calendar=calendar, weekday=day, opens=opens, closes=closes)
    return OpeningCalendar.objects.get(pk=calendar.pk)


def make_contact_point(label="appointments", **fields):
    calendar = fields.pop("calendar", None) or make_calendar()
    defaults = {"title": "Make an appointment", "phone_e164": "+12125550140", "calendar": calendar} | fields
    return ContactPoint.objects.get_or_create(label=label, defaults=defaults)[0]


def make_alert(title="Storm", *, hours=24, **fields):
    now = timezone.now()
    times = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=hours)}
    return Alert.objects.create(
        **{"title": title, "message": f"{title}: please call before you come."} | times | fields
    )


def make_collection():
    return Collection.get_first_root_node() or Collection.add_root(name="Root")


def picture_file(name="picture.png", size=(640, 480)):
    content = io.BytesIO()
    Picture.new("RGB", size, "teal").save(content, "PNG")
    return ImageFile(io.BytesIO(content.getvalue()), name=name)


def make_image(title="A nurse talks with a patient", **fields):
    make_collection()
    defaults = {"description": title, "credit": "The center", "file": picture_file(f"picture-{next(numbers)}.png")}
    return PortalImage.objects.create(**{"title": title} | defaults | fields)


# ---- inside -------------------------------------------------------------------------------------------------------


def _add(parent, page):
    """Add below the parent as it is in the database; a stale parent would get a taken path."""
    parent = type(parent).objects.get(pk=parent.pk)
    page.locale_id = page.locale_id or parent.locale_id
    return parent.add_child(instance=page)


def _medical_fields(title, fields, more):
    defaults = {
        "title": title,
        "slug": slugify(title),
        "summary": f"{title} in short.",
        "owner_team": make_team(),
        "live": False,
    }
    return defaults | more | {name: value for name, value in fields.items() if name not in ("citations", "reviewer")}


def _medical_page(parent, page, live, fields):
    page.citations = fields.get("citations", [make_citation()])
    page = _add(parent, page)
    return sign_and_publish(page, fields.get("reviewer")) if live else page

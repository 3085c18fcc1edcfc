"""The demo's site: brand, phones, hours, menu, footer, home and standard pages, from the files in portal/demo."""

from datetime import date, datetime, time
from pathlib import Path

from django.core.files import File
from wagtail.models import Locale, Page, Site

from portal.documents import demo_document, demo_rows
from portal.importing import DocumentImporter, StandardImporter, digest_of
from portal.models import (
    Alert,
    BannerSettings,
    BrandSettings,
    ClosedDay,
    ContactPoint,
    FooterSettings,
    HomePage,
    ImportRecord,
    NavigationSettings,
    OpeningCalendar,
    OpeningSpan,
    OrganizationSettings,
    PortalImage,
    SpecialHours,
)
from portal.streams import Links, StreamBuilder
from portal.translations import tie

DEMO = Path(__file__).resolve().parent / "demo"


def ensure_home(title="Home", heading="") -> HomePage:
    """The home page of the default language, made in place of Wagtail's welcome page when the site has none."""
    home = HomePage.objects.filter(locale=Locale.get_default()).first()
    if home:
        return home
    root = Page.get_first_root_node()
    root.get_children().filter(slug="home").exact_type(Page).delete()
    root = Page.objects.get(pk=root.pk)
    home = root.add_child(
        instance=HomePage(title=title, heading=heading or title, slug="home", locale=Locale.get_default())
    )
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    return home


def seed_portal() -> HomePage:
    """Everything of portal/demo. Run again it completes what could not be linked the first time."""
    site = demo_rows(DEMO / "site.yaml")
    home = ensure_home(site["home"]["title"], site["home"]["heading"])
    for row in demo_rows(DEMO / "images.yaml"):
        seed_image(row)
    contacts = {row["label"]: seed_contact(row) for row in site["contact_points"]}
    seed_exceptions(site)
    importer = StandardImporter(home, publish=True)
    for path in sorted((DEMO / "pages").glob("*.yaml"), key=lambda p: (p.stem.count("__"), p.stem)):
        importer.take(demo_document(path))
    frame = FrameSeeder(home)
    frame.settings(site, contacts)
    HomeImporter(home, publish=True).take(site["home"] | {"id": "home"})
    for row in site["alerts"]:
        Alert.objects.get_or_create(
            title=row["title"],
            defaults={
                "level": row["level"],
                "message": row["message"],
                "starts_at": datetime.fromisoformat(row["starts_at"]),
                "ends_at": datetime.fromisoformat(row["ends_at"]),
            },
        )
    return home


def seed_image(row):
    if PortalImage.objects.filter(title=row["title"]).exists():
        return
    with (DEMO / "images" / row["file"]).open("rb") as source:
        fields = {
            name: row[name] for name in ("title", "description", "credit", "kind", "long_description") if name in row
        }
        image = PortalImage(file=File(source, name=row["file"]), **fields)
        image.full_clean(exclude=["file", "width", "height"])
        image.save()


def seed_contact(row) -> ContactPoint:
    calendar, created = OpeningCalendar.objects.get_or_create(
        name=row["title"], defaults={"time_zone": row["time_zone"]}
    )
    if created:
        calendar.spans = [
            OpeningSpan(
                weekday=h["weekday"], opens=time.fromisoformat(h["opens"]), closes=time.fromisoformat(h["closes"])
            )
            for h in row["hours"]
        ]
        calendar.save()
    contact = ContactPoint.objects.filter(label=row["label"]).first() or ContactPoint(
        label=row["label"],
        title=row["title"],
        phone_e164=row["phone"],
        extension=row["extension"],
        tty=row["tty"],
        calendar=calendar,
    )
    contact.full_clean()
    contact.save()
    return contact


def seed_exceptions(site):
    for row in site["closed_days"]:
        ClosedDay.objects.get_or_create(date=as_date(row["date"]), defaults={"name": row["name"]})
    for row in site["special_hours"]:
        opens, closes = time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"])
        SpecialHours.objects.get_or_create(
            date=as_date(row["date"]), opens=opens, defaults={"closes": closes, "name": row["name"]}
        )


def as_date(value) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


class FrameSeeder:
    """Menu, footer and banner: they link to pages, so they are written last. What somebody changed since is left alone."""

    def __init__(self, home):
        self.home_page = home
        self.builder = StreamBuilder(Links(home), markup=False, seed="frame")

    def link_rows(self, rows) -> list[dict]:
        return self.builder.items(filter(None, map(self.builder.link, rows)))

    def group(self, row):
        return self.builder.child("group", {"title": row["title"], "links": self.link_rows(row["links"])})

    def entry(self, row):
        link = self.builder.link(row)
        return link and self.builder.child("entry", {"link": link, "children": self.link_rows(row["children"])})

    def settings(self, site, contacts):
        appointments = contacts["appointments"]
        self.save(BrandSettings, **site["brand"])
        self.save(
            NavigationSettings,
            menu=list(filter(None, map(self.entry, site["navigation"]))),
            patient_portal_url=site["patient_portal_url"],
        )
        self.save(
            FooterSettings,
            main_contact=appointments,
            groups=list(map(self.group, site["footer_groups"])),
            legal_links=[
                self.builder.child("link", link) for row in site["legal_links"] if (link := self.builder.link(row))
            ],
        )
        banner = site["banner"]
        link = self.builder.link({"title": banner["link_text"], "url": f"/{banner['link_path']}/"})
        self.save(
            BannerSettings, text=banner["text"], contact_point=appointments, links=[self.builder.child("link", link)]
        )
        pages = self.builder.links
        self.save(
            OrganizationSettings,
            **site["organization"],
            contact_point=appointments,
            principles_page_id=pages.page_id("about/how-we-write"),
            problem_page_id=pages.page_id("about/report-a-problem"),
        )

    def save(self, model, **values):
        """Write settings, unless somebody changed them since the seed wrote them last."""
        row, source_id = model.load(), f"settings/{model._meta.label_lower}"
        record = ImportRecord.objects.filter(source_id=source_id).first()
        if fingerprint(row) != (record.digest if record else fingerprint(model())):
            return
        for name, value in values.items():
            setattr(row, name, value)
        row.full_clean()
        row.save()
        written = {"page": self.home_page, "digest": fingerprint(model.objects.get(pk=row.pk))}
        ImportRecord.objects.update_or_create(source_id=source_id, defaults=written)


class HomeImporter(DocumentImporter):
    """The front page. `ensure_home` makes it, this fills it, and then it is its editors'."""

    page_types = (HomePage,)

    def is_edited(self, record):
        return super().is_edited(record) if record else bool(self.home.latest_revision_id)

    def write(self, document, page):
        page = HomePage.objects.get(pk=self.home.pk)
        if original := self.original_of(document):
            tie(page, original)
        builder = self.builder(StreamBuilder, document)
        page.title, page.heading, page.about = document["title"], document["heading"], document["about"]
        page.summary, page.search_description = document["intro"], document["description"]
        page.hero = builder.hero(document.get("hero"))
        page.tasks = [
            builder.child("task", {"icon": task["icon"], "text": task["text"], "link": link})
            for task in document["tasks"]
            if (link := builder.link(task))
        ]
        page.save_revision().publish()
        return [page]


def fingerprint(row) -> str:
    return digest_of(
        {field.name: field.value_to_string(row) for field in row._meta.concrete_fields if not field.primary_key}
    )

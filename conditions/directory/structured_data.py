"""schema.org for doctors and locations; both refer to the hospital by `{site}#org`."""

from wagtail.models import Site

from conditions.structured_data import as_script
from portal.organization import hours_nodes, organization_node

# our specialty → a member of schema.org's MedicalSpecialty; what is not listed is oncology
SPECIALTIES = {
    "neurosurgery": "Neurologic",
    "urology": "Urologic",
    "dermatology": "Dermatologic",
    "gastroenterology": "Gastroenterologic",
    "hematology": "Hematologic",
    "child-oncology": "Pediatric",
    "interventional-radiology": "Radiography",
    "diagnostic-radiology": "Radiography",
    "pathology": "Pathology",
    "genetics": "Genetic",
    "mental-health": "Psychiatric",
}


def site_root(request) -> str:
    site = Site.find_for_request(request)
    return f"{site.root_url}/" if site else request.build_absolute_uri("/")


def of_doctor(request, context) -> str:
    root, url, doctor, card = site_root(request), context["canonical"], context["doctor"], context["card"]
    places = [place_node(root, row) for row in context["places"]]
    person = {
        "@type": "Person",
        "@id": f"{url}#person",
        "name": doctor.name,
        "givenName": doctor.given_name,
        "familyName": doctor.family_name,
        "honorificSuffix": doctor.credentials,
        "jobTitle": doctor.position or (card["specialties"] or [""])[0],
        "knowsLanguage": doctor.languages,
        "worksFor": {"@id": f"{root}#org"},
        "url": url,
    }
    physician = {
        "@type": ["Physician", "IndividualPhysician"],
        "@id": f"{url}#physician",
        "name": doctor.name,
        "url": url,
        "medicalSpecialty": specialties(doctor),
        "usNPI": doctor.npi,
        "isAcceptingNewPatients": doctor.accepting_new_patients,
        "knowsLanguage": doctor.languages,
        "telephone": next((node["telephone"] for node in places if node.get("telephone")), ""),
        "address": [node["address"] for node in places],
        "practicesAt": [{"@id": node["@id"]} for node in places],
        "parentOrganization": {"@id": f"{root}#org"},
        "employee": {"@id": f"{url}#person"},
    }
    return as_script([physician, person, *places, organization_node(root), trail_node(context, url, doctor.name, root)])


def of_place(request, context) -> str:
    root, url, place = site_root(request), context["canonical"], context["place"]
    node = place_node(root, context["card"])
    return as_script([node, organization_node(root), trail_node(context, url, place.name, root)])


def place_node(root, card) -> dict:
    place, contact = card["place"], card["contact"]
    url = root.rstrip("/") + card["url"]
    node = {
        "@type": "Hospital",
        "@id": f"{url}#location",
        "name": place.name,
        "url": url,
        "parentOrganization": {"@id": f"{root}#org"},
        "medicalSpecialty": "https://schema.org/Oncologic",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": ", ".join(filter(None, [place.street, place.street_2])),
            "addressLocality": place.city,
            "addressRegion": place.region,
            "postalCode": place.postal_code,
            "addressCountry": place.country,
        },
        "telephone": contact.tel.removeprefix("tel:") if contact else "",
        "openingHoursSpecification": hours_nodes(card["hours"]["weekly"]),
    }
    if place.latitude is not None:
        node["geo"] = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
        node["hasMap"] = card["map_url"]
    return node


def specialties(doctor) -> list[str]:
    names = (SPECIALTIES.get(code, "Oncologic") for code in doctor.specialties)
    return [f"https://schema.org/{name}" for name in dict.fromkeys(names)]


def trail_node(context, url, name, root) -> dict:
    rows = [(row["title"], root.rstrip("/") + row["url"]) for row in context["trail"]] + [(name, url)]
    return {
        "@type": "BreadcrumbList",
        "@id": f"{url}#breadcrumb",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": title, "item": item}
            for number, (title, item) in enumerate(rows, start=1)
        ],
    }

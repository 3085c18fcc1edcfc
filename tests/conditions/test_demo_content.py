import pytest
from wagtail.models import Page
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
def test_x(client):
    print(Page.objects.count(), Page.objects.live().count())
    r = client.get("/cancer-types/liver-metastases/")
    assert r.status_code == 200
    print(len(r.content))
def test_y(db):
    from portal.models import ImportRecord
    for p in Page.objects.specific():
        print(p.live, p.url, getattr(p,'reading_grade',None), p.revisions.count())

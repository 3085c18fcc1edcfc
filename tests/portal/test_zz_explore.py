import random, pytest
from django.urls import reverse
from django.test import Client
from tests.factories import *
pytestmark=pytest.mark.django_db
BAD=["%00","%27","%22%27--","%FF%FE","%ED%A0%80","%25","%","%zz","%u0000","a"*10000,"%F0%9F%A7%AC","..%2f","%0d%0aX:1","9"*30,"9"*5000,"-1","0","1e999","NaN","%C2%85","%01%02","&&&&","[]","{}","%5C","%5C%27%3A*","%26%7C%21%28%29%3A*","<->","a+%26","%E2%80%AE","%D9%A1","true","None","1%2C2","2026-13-45","0001-01-01", "x"*2100, "%27"*3000]
PUBLIC=["/","/search/","/visiting/","/nowhere/","/robots.txt","/sitemap.xml","/es/","/admin/login/","/documents/1/x","/health/","/_util/login/","/csp-report/"]
KEYS=["q","page","next","p","lang","mode","utm_source"]
def bad(c,m,url,**k):
    from django.db import transaction
    try:
        with transaction.atomic(): r=getattr(c,m)(url,**k)
    except Exception as e: return f"{m} {url[:90]!r} {k!r:.80} raised {type(e).__name__} {e!s:.90}"
    if r.status_code>=500: return f"{m} {url[:90]!r} {k!r:.80} -> {r.status_code}"
def test_public(client):
    make_home(); make_index(); make_standard(slug="visiting")
    client.raise_request_exception=True
    out=[]
    for p in PUBLIC:
        for b in BAD:
            for k in KEYS:
                out.append(bad(client,"get",p+"?"+k+"="+b))
            out.append(bad(client,"get",p+"?"+b+"=1"))
            out.append(bad(client,"get",p+b+"/"))
            out.append(bad(client,"get",p+b))
            out.append(bad(client,"generic2",p)) if 0 else None
    from urllib.parse import unquote_to_bytes
    for p in PUBLIC[:6]:
        for b in BAD:
            v=unquote_to_bytes(b).decode("latin1")
            for h in ["HTTP_HOST","CONTENT_TYPE","HTTP_ACCEPT_LANGUAGE","HTTP_COOKIE","HTTP_REFERER","HTTP_USER_AGENT","HTTP_X_FORWARDED_FOR","HTTP_RANGE","HTTP_IF_NONE_MATCH","HTTP_IF_MODIFIED_SINCE","HTTP_ORIGIN","HTTP_X_REQUESTED_WITH","HTTP_X_CSRFTOKEN","HTTP_ACCEPT","HTTP_AUTHORIZATION","CONTENT_LENGTH","REMOTE_ADDR"]:
                out.append(bad(client,"get",p,**{h:v}))
            for n in ["sessionid","csrftoken","django_language","messages"]:
                out.append(bad(client,"get",p,**{"HTTP_COOKIE":f'{n}={v}'}))
                out.append(bad(client,"get",p,**{"HTTP_COOKIE":f'{n}="{v}"'}))
            out.append(bad(client,"get",p,**{"HTTP_COOKIE":'sessionid="\\000aaaaaaaaaaaaaaaaaaaaaaaaa"'}))
    for h in ["localhost:99999999999999","localhost:","[::1","[::1]:80","localhost:-1","a b","","localhost/","@localhost","localhost:80:80","LOCALHOST","localhost.","xn--","\xff"]:
        for p in PUBLIC: out.append(bad(client,"get",p,HTTP_HOST=h))
    out=sorted({o for o in out if o})
    print(len(out)); print("\n".join(out[:80]))
    assert not out
def test_admin(client):
    make_home(); make_image()
    client.force_login(make_superuser()); client.raise_request_exception=False
    from django.urls import get_resolver
    urls=[reverse(n) for n in ["wagtailadmin_home","wagtailadmin_pages:search","wagtailimages:index","wagtaildocs:index","wagtailusers_users:index","wagtailusers_groups:index","wagtailredirects:index","wagtailadmin_reports:site_history","wagtailadmin_reports:aging_pages","wagtailadmin_reports:locked_pages","wagtailadmin_choose_page","wagtailadmin_choose_page_search","wagtailimages_chooser:choose","wagtaildocs_chooser:choose","wagtailadmin_tag_autocomplete","wagtailsnippets:index","wagtailadmin_explore_root","wagtailadmin_collections:index","wagtailadmin_block_preview","wagtailsites:index","wagtaillocales:index"] if ok(n)]
    urls+=["/admin/snippets/portal/team/","/admin/snippets/portal/contactpoint/","/admin/snippets/conditions/glossaryterm/","/admin/api/main/pages/","/admin/api/main/images/","/admin/images/chooser/results/","/admin/pages/search/results/"]
    out=[]
    print("\n".join("broken "+p for p in urls if bad(client,"get",p)))
    urls=[p for p in urls if not bad(client,"get",p)]
    for p in urls:
        for b in BAD:
            for k in ["q","p","page","ordering","collection_id","search","child_of","locale","id","tag","export","content_type","user","timestamp_from","fields","type","limit","offset"]:
                out.append(bad(client,"get",p+"?"+k+"="+b))
    out=sorted({o for o in out if o})
    print(len(out)); print("\n".join(out[:150]))
    assert not out
def ok(n):
    from django.urls import NoReverseMatch
    try: reverse(n); return True
    except NoReverseMatch: print("no",n); return False

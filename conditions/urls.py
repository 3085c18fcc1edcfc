from django.urls import path

from conditions import views

app_name = "conditions"

urlpatterns = [
    path("glossary/", views.glossary, name="glossary"),
    path("glossary/<slug:slug>/", views.glossary_term, name="glossary_term"),
    path("reviews/<int:page_id>/", views.review_history, name="review_history"),
]

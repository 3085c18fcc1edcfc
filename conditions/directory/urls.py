from django.urls import path

from conditions.directory import views

app_name = "directory"

urlpatterns = [
    path("find-a-doctor/", views.doctors, name="doctors"),
    path("find-a-doctor/<slug:slug>/", views.doctor, name="doctor"),
    path("locations/", views.locations, name="locations"),
    path("locations/<slug:slug>/", views.location, name="location"),
]

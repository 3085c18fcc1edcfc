from django.urls import path

from appointments import views

app_name = "appointments"

urlpatterns = [
    path("request/", views.request_call, name="request"),
    path("refer/", views.refer_patient, name="refer"),
]

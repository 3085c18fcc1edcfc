"""Addresses of the desk, under /admin/appointments/. Those of one request stand in `detail_urls`."""

from appointments.desk.audit_log import AuditLog
from appointments.desk.base import desk_path
from appointments.desk.detail_urls import urlpatterns as detail_urls
from appointments.desk.metrics_views import MetricsPage
from appointments.desk.queue_bulk import Bulk
from appointments.desk.queue_export import Export, PrintedDay
from appointments.desk.queue_saved import SavedViews
from appointments.desk.queue_search import Search
from appointments.desk.queue_views import Claim, QueueList

app_name = "appointments_desk"

urlpatterns = [
    desk_path("", QueueList, "queue"),
    desk_path("queue/claim/", Claim, "queue_claim"),
    desk_path("queue/search/", Search, "queue_search"),
    desk_path("queue/bulk/", Bulk, "queue_bulk"),
    desk_path("queue/saved/", SavedViews, "saved_views"),
    desk_path("queue/export/", Export, "export"),
    desk_path("queue/print/", PrintedDay, "print"),
    desk_path("queue/metrics/", MetricsPage, "metrics"),
    desk_path("audit/", AuditLog, "audit"),
    *detail_urls,
]

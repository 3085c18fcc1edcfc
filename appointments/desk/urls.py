
from appointments.desk.base import desk_path
from appointments.desk.queue_bulk import Bulk
from appointments.desk.queue_export import Export
from appointments.desk.queue_saved import SavedViews
from appointments.desk.queue_search import Search
from appointments.desk.queue_views import Claim, ClaimNext, QueueList

app_name = "appointments_desk"

urlpatterns = [
    desk_path("", QueueList, "queue"),
    desk_path("queue/next/", ClaimNext, "queue_next"),
    desk_path("queue/claim/", Claim, "queue_claim"),
    desk_path("queue/search/", Search, "queue_search"),
    desk_path("queue/bulk/", Bulk, "queue_bulk"),
    desk_path("queue/saved/", SavedViews, "saved_views"),
    desk_path("queue/export/", Export, "export"),
]

"""Routes of quotas and results."""

from django.urls import path

from quotas.views import allotment, annex, progress, results, versions

urlpatterns = [
    path("tien-do/", progress.own_progress, name="progress"),
    path("tien-do/<int:pk>/", progress.unit_progress, name="progress_unit"),
    path("tien-do/<int:pk>/anh.png", progress.picture, name="progress_picture"),
    path("ke-hoach/<int:pk>/chi-tieu/", allotment.allotment_grid, name="allotment"),
    path("ke-hoach/<int:pk>/cap-tren-giao/", allotment.given, name="given"),
    path("ke-hoach/<int:pk>/phu-luc-nam-truoc/", annex.annex_upload, name="annex"),
    path("ke-hoach/<int:pk>/phu-luc-nam-truoc/lay/", annex.annex_apply, name="annex_apply"),
    path("phan-bo/<int:pk>/giao/", allotment.issue, name="allotment_issue"),
    path("phan-bo/<int:pk>/so-sanh/", versions.allotment_diff, name="allotment_diff"),
    path("ket-qua/", results.current_results, name="results_now"),
    path("dot/<int:pk>/ket-qua/", results.results_grid, name="results"),
    path("dot/<int:pk>/ket-qua/<int:unit_pk>/", results.results_row, name="results_row"),
]

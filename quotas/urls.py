"""Routes of quotas and results."""

from django.urls import path

from quotas.views import allotment, annex, progress, results, targets, versions, windows

urlpatterns = [
    path("tien-do/", progress.own_progress, name="progress"),
    path("tien-do/<int:pk>/", progress.unit_progress, name="progress_unit"),
    path("tien-do/<int:pk>/cac-dot/", progress.unit_rounds, name="progress_rounds"),
    path("tien-do/<int:pk>/anh.png", progress.picture, name="progress_picture"),
    path("ke-hoach/<int:pk>/chi-tieu/", allotment.allotment_grid, name="allotment"),
    path("ke-hoach/<int:pk>/cap-tren-giao/", allotment.given, name="given"),
    path("ke-hoach/<int:pk>/phu-luc-nam-truoc/", annex.annex_upload, name="annex"),
    path("ke-hoach/<int:pk>/phu-luc-nam-truoc/lay/", annex.annex_apply, name="annex_apply"),
    path("phan-bo/<int:pk>/giao/", allotment.issue, name="allotment_issue"),
    path("ke-hoach/<int:pk>/cac-chi-tieu/", targets.plan_targets, name="plan_targets"),
    path("ke-hoach/<int:pk>/chi-tieu-khac/", targets.goal_new, name="goal_new"),
    path("phan-bo/<int:pk>/bo/", targets.goal_discard, name="goal_discard"),
    path("ke-hoach/<int:pk>/so-lieu-ngoai/", targets.outside_figure_new, name="outside_figure_new"),
    path("ke-hoach/<int:pk>/cac-so-lieu-ngoai/", targets.plan_outside_figures, name="plan_outside_figures"),
    path("so-lieu-ngoai/<int:pk>/", targets.outside_figure, name="outside_figure"),
    path("so-lieu-ngoai/<int:pk>/xoa/", targets.outside_figure_remove, name="outside_figure_remove"),
    path("chien-dich/<int:pk>/tien-do/", windows.window_progress, name="window_progress"),
    path("chien-dich/<int:pk>/tien-do/<int:unit_pk>/", windows.window_progress_unit, name="window_progress_unit"),
    path("phan-bo/<int:pk>/so-sanh/", versions.allotment_diff, name="allotment_diff"),
    path("ket-qua/", results.current_results, name="results_now"),
    path("dot/<int:pk>/ket-qua/", results.results_grid, name="results"),
    path("dot/<int:pk>/ket-qua/<int:unit_pk>/", results.results_row, name="results_row"),
]

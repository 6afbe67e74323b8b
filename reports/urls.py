"""Routes of documents."""

from django.urls import path

from reports import views

urlpatterns = [
    path("van-ban/", views.documents, name="documents"),
    path("van-ban/lap-bao-cao/", views.report_new, name="report_new"),
    path("han-nop/<int:pk>/cong-van-don-doc/", views.urging_letter_new, name="urging_letter_new"),
    path("van-ban/<int:pk>/", views.document, name="document"),
    path("van-ban/<int:pk>/cau-chu/", views.document_text, name="document_text"),
    path("van-ban/<int:pk>/trich-yeu/", views.document_frame, name="document_frame"),
    path("van-ban/<int:pk>/cap-nhat-so-lieu/", views.document_refresh, name="document_refresh"),
    path("van-ban/<int:pk>/trinh-ky/", views.document_present, name="document_present"),
    path("van-ban/<int:pk>/ve-du-thao/", views.document_return, name="document_return"),
    path("van-ban/<int:pk>/bo/", views.document_discard, name="document_discard"),
    path("van-ban/<int:pk>/duyet/", views.document_approve, name="document_approve"),
    path("van-ban/<int:pk>/da-ky/", views.document_sign, name="document_sign"),
    path("van-ban/<int:pk>/ban-hanh/", views.document_issue, name="document_issue"),
    path("van-ban/<int:pk>/tao-pdf/", views.document_render, name="document_render"),
    path("van-ban/<int:pk>/trang-in/", views.document_printed, name="document_printed"),
    path("van-ban/<int:pk>/van-ban.pdf", views.document_pdf, name="document_pdf"),
    path("van-ban/<int:pk>/trang-<int:number>.png", views.document_page, name="document_page"),
]

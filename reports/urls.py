"""Routes of documents."""

from django.urls import path

from reports.views import documents, registers, steps

urlpatterns = [
    path("van-ban/", documents.documents, name="documents"),
    path("van-ban/lap-bao-cao/", documents.report_new, name="report_new"),
    path("so-van-ban/di/", registers.register_out, name="register_out"),
    path("so-van-ban/di/them/", registers.register_own, name="register_own"),
    path("so-van-ban/den/", registers.register_in, name="register_in"),
    path("so-van-ban/den/them/", registers.register_receive, name="register_receive"),
    path("so-van-ban/<int:pk>/tep/", registers.register_file, name="register_file"),
    path("han-nop/<int:pk>/cong-van-don-doc/", documents.urging_letter_new, name="urging_letter_new"),
    path("van-ban/<int:pk>/", documents.document, name="document"),
    path("van-ban/<int:pk>/cau-chu/", documents.document_text, name="document_text"),
    path("van-ban/<int:pk>/trich-yeu/", documents.document_frame, name="document_frame"),
    path("van-ban/<int:pk>/can-cu/", documents.document_cite, name="document_cite"),
    path("van-ban/<int:pk>/cap-nhat-so-lieu/", steps.document_refresh, name="document_refresh"),
    path("van-ban/<int:pk>/trinh-ky/", steps.document_present, name="document_present"),
    path("van-ban/<int:pk>/ve-du-thao/", steps.document_return, name="document_return"),
    path("van-ban/<int:pk>/bo/", steps.document_discard, name="document_discard"),
    path("van-ban/<int:pk>/duyet/", steps.document_approve, name="document_approve"),
    path("van-ban/<int:pk>/vao-so/", steps.document_number, name="document_number"),
    path("van-ban/<int:pk>/ban-ky-so/", steps.document_signed_file, name="document_signed_file"),
    path("van-ban/<int:pk>/ban-chup/", steps.document_scan, name="document_scan"),
    path("van-ban/<int:pk>/tep-<int:file_pk>/", documents.document_file, name="document_file"),
    path("van-ban/<int:pk>/da-ky/", steps.document_sign, name="document_sign"),
    path("van-ban/<int:pk>/ban-hanh/", steps.document_issue, name="document_issue"),
    path("van-ban/<int:pk>/tao-pdf/", documents.document_render, name="document_render"),
    path("van-ban/<int:pk>/trang-in/", documents.document_printed, name="document_printed"),
    path("van-ban/<int:pk>/van-ban.pdf", documents.document_pdf, name="document_pdf"),
    path("van-ban/<int:pk>/trang-<int:number>.png", documents.document_page, name="document_page"),
]

"""Routes of volunteer lists."""

from django.urls import path

from donors.views import handing_in, lists, photos, receipts, uploads

urlpatterns = [
    path("danh-sach/", lists.lists, name="lists"),
    path("dot/<int:pk>/danh-sach/", lists.round_lists, name="round_lists"),
    path("dot/<int:pk>/danh-sach/<int:unit_pk>/", lists.volunteer_list, name="volunteer_list"),
    path("dot/<int:pk>/danh-sach/<int:unit_pk>/nop/", handing_in.list_hand_in, name="list_hand_in"),
    path("dot/<int:pk>/danh-sach/<int:unit_pk>/dan/", handing_in.list_paste, name="list_paste"),
    path("dot/<int:pk>/danh-sach/<int:unit_pk>/go-ten/", handing_in.list_type, name="list_type"),
    path("dot/<int:pk>/danh-sach/<int:unit_pk>/anh/", handing_in.list_photo, name="list_photo"),
    path("dot/<int:pk>/danh-sach/<int:unit_pk>/so-luong/", handing_in.list_number, name="list_number"),
    path("lan-nop/<uuid:pk>/", uploads.upload, name="upload"),
    path("lan-nop/<uuid:pk>/bien-nhan/", receipts.upload_receipt, name="upload_receipt"),
    path("lan-nop/<uuid:pk>/dong/<int:row_pk>/", uploads.upload_mend, name="upload_mend"),
    path("lan-nop/<uuid:pk>/tep-danh-dau/", uploads.upload_marked, name="upload_marked"),
    path("lan-nop/<uuid:pk>/thay/", uploads.upload_replace, name="upload_replace"),
    path("lan-nop/<uuid:pk>/tra-loi/", uploads.upload_answer, name="upload_answer"),
    path("lan-nop/<uuid:pk>/thu-hoi/", uploads.upload_withdraw, name="upload_withdraw"),
    path("anh/<uuid:pk>/", photos.photo, name="photo"),
    path("anh/<uuid:pk>/tep/", photos.photo_file, name="photo_file"),
    path("anh/<uuid:pk>/xong/", photos.photo_done, name="photo_done"),
    path("anh/<uuid:pk>/xoa/", photos.photo_erase, name="photo_erase"),
]

"""Routes of volunteer lists."""

from django.urls import path

from donors.views import by_link, handing_in, incoming, links, lists, photos, receipts, uploads

urlpatterns = [
    path("danh-sach/", lists.lists, name="lists"),
    path("dot/<int:pk>/danh-sach/", lists.round_lists, name="round_lists"),
    path("dot/<int:pk>/danh-sach/nop-thay/", incoming.incoming_new, name="incoming_new"),
    path("dot/<int:pk>/danh-sach/nop-thay/<uuid:batch_pk>/", incoming.incoming, name="incoming"),
    path(
        "dot/<int:pk>/danh-sach/nop-thay/<uuid:batch_pk>/bien-nhan/",
        incoming.incoming_receipts,
        name="incoming_receipts",
    ),
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
    path("dot/<int:pk>/danh-sach/lien-ket/", links.links, name="links"),
    path("dot/<int:pk>/danh-sach/lien-ket/tao/", links.links_give, name="links_give"),
    path("dot/<int:pk>/danh-sach/lien-ket/tin-nhan/", links.links_texts, name="links_texts"),
    path("dot/<int:pk>/danh-sach/lien-ket/<int:unit_pk>/", links.link, name="link"),
    path("dot/<int:pk>/danh-sach/lien-ket/<int:unit_pk>/tao/", links.link_give, name="link_give"),
    path("dot/<int:pk>/danh-sach/lien-ket/<int:unit_pk>/thu-hoi/", links.link_revoke, name="link_revoke"),
    path("nop/<str:token>/", by_link.hand_in, name="by_link"),
    path("nop/<str:token>/dan/", by_link.paste, name="by_link_paste"),
    path("nop/<str:token>/go-ten/", by_link.type_names, name="by_link_type"),
    path("nop/<str:token>/anh/", by_link.photo, name="by_link_photo"),
    path("nop/<str:token>/<uuid:pk>/", by_link.upload, name="by_link_upload"),
    path("nop/<str:token>/<uuid:pk>/tep-danh-dau/", by_link.marked, name="by_link_marked"),
    path("nop/<str:token>/<uuid:pk>/dong/<int:row_pk>/", by_link.mend, name="by_link_mend"),
    path("nop/<str:token>/<uuid:pk>/tra-loi/", by_link.answer, name="by_link_answer"),
    path("nop/<str:token>/<uuid:pk>/thu-hoi/", by_link.withdraw, name="by_link_withdraw"),
    path("anh/<uuid:pk>/", photos.photo, name="photo"),
    path("anh/<uuid:pk>/tep/", photos.photo_file, name="photo_file"),
    path("anh/<uuid:pk>/xong/", photos.photo_done, name="photo_done"),
    path("anh/<uuid:pk>/xoa/", photos.photo_erase, name="photo_erase"),
]

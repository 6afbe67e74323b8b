"""Routes of this floor."""

from django.urls import URLPattern, URLResolver, include, path

from committees.views import accounts, audit, committee, establishment, pictures, rehoming, units

urlpatterns: list[URLPattern | URLResolver] = [
    path("tai-khoan/", include("committees.account_urls")),
    path("vai-tro/chon/", accounts.switch_seat, name="switch_seat"),
    path("chua-co-vai-tro/", accounts.no_seat, name="no_seat"),
    path("tim/", units.search_page, name="search"),
    path("don-vi/", units.units, name="units"),
    path("don-vi/<int:pk>/", units.unit, name="unit"),
    path("don-vi/<int:pk>/truc-thuoc/", units.unit_children, name="unit_children"),
    path("don-vi/<int:pk>/them/", units.unit_add, name="unit_add"),
    path("don-vi/<int:pk>/dan/", units.units_paste, name="units_paste"),
    path("don-vi/<int:pk>/doi-ten/", units.unit_rename, name="unit_rename"),
    path("don-vi/<int:pk>/ket-thuc/", units.unit_close, name="unit_close"),
    path("don-vi/<int:pk>/dau-moi/", units.unit_lead, name="unit_lead"),
    path("don-vi/<int:pk>/dan-so/", units.unit_figures, name="unit_figures"),
    path("don-vi/<int:pk>/dien-thoai/", units.unit_phone, name="unit_phone"),
    path("don-vi/<int:pk>/chuyen-nguoi/", rehoming.unit_rehome, name="unit_rehome"),
    path(
        "don-vi/<int:pk>/chuyen-nguoi/<int:successor_pk>/ban-chi-dao/",
        rehoming.committee_carry,
        name="committee_carry",
    ),
    path("ban-chi-dao/", committee.committee, name="committee"),
    path("ban-chi-dao/sua/", committee.committee_change, name="committee_change"),
    path("ban-chi-dao/co-quan-ban-hanh/", committee.issuing_bodies, name="issuing_bodies"),
    path("ban-chi-dao/co-quan-ban-hanh/them/", committee.issuing_body_add, name="issuing_body_add"),
    path("ban-chi-dao/co-quan-ban-hanh/<int:pk>/", committee.issuing_body, name="issuing_body"),
    path("ban-chi-dao/co-quan-ban-hanh/<int:pk>/hinh/", pictures.issuing_body_pictures, name="issuing_body_pictures"),
    path("ban-chi-dao/thanh-lap/", establishment.establishment, name="establishment"),
    path("nhat-ky/", audit.audit, name="audit"),
]

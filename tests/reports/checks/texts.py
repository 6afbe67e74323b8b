"""Texts of the shapes that committees send: the figures are those of real ones, the names and sentences are not."""

from __future__ import annotations

from reports.checks.findings import Finding
from reports.checks.foreign import check_pasted

REPORT = """UBND HUYỆN BÌNH HẢI
BAN CHỈ ĐẠO VẬN ĐỘNG
HIẾN MÁU TÌNH NGUYỆN

Số: 93 /BC-BCĐ

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Bình Hải, ngày 22 tháng 02 năm 2024

BÁO CÁO

Kết quả công tác vận động hiến máu tình nguyện năm 2023

Thực hiện Kế hoạch số 01/KH-BCĐ ngày 17/11/2022 của Ban Chỉ đạo tỉnh. Ban chỉ đạo vận động hiến máu tình nguyện huyện \
(viết tắt HMTN) báo cáo kết quả như sau:

I. ĐÁNH GIÁ KẾT QUẢ

1. Công tác tuyên truyền

Trong năm đã đưa 20 tin, bài về HMTN; treo 40m pano; kịp thời khuyễn khích tinh nguyện viên \
tham gia khi có việc đột suất.

2. Kết quả vận động

Trong năm, huyện tổ chức 02 đợt hiến máu, vận động được 1.323 đơn vị máu, đạt 120% so với chỉ tiêu tinh giao, cụ thể:

- Đợt 1 được tổ chức vào ngày 07/01/2023 đạt 462/550 đơn vị máu đạt 84% chỉ tiêu tinh giao.

- Đợt 2 phối hợp với Khoa Huyết học – Truyền máu vận động được 862/550 đơn vị máu, đạt 157% chỉ tiêu. Các mít tinh, \
hoạt động được tổ chức trên tinh thần tự nguyện.

II. NHIỆM VỤ

1. Thực hiện 2 đợt trong năm 2024 với chỉ tiêu là 1.100 đơn vị máu (dự kiến đợt 01 vào tháng 3/2024, chỉ tiêu giao là \
550 đơn vị máu; đợt 2 vào tháng 8/2024, chỉ tiêu giao 550 đơn vị máu).

2. Các BCĐ HMTN xã tăng thể tích 350ml.

Trên đây là Báo cáo của Ban Chỉ đạo huyện Bình Hải./.

Nơi nhận:

- Ban Chỉ đạo tỉnh (b/cáo);
- Lưu: VT, BCĐ.

TM. BAN CHỈ ĐẠO
TRƯỞNG BAN

PHÓ CHỦ TỊCH ỦY BAN NHÂN DÂN
Nguyễn Văn Mẫu
"""

LETTER = """Kính gửi:
- Các cơ quan, đơn vị đóng trên địa bàn;
- UBND các các xã, thị trấn.

Thực hiện Kế hoạch số 33/KH- BCĐ ngày 03/3/2025 của Ban Chỉ đạo vận động hiến máu tình nguyện huyện, đến nay mới có 10 \
đơn vị báo cáo danh sách. Ban chỉ đạo HMTN huyện yêu cầu:

1. Phát huy vai trò của BCĐ và Hội chữ thập đỏ trong việc tham mưu.

2. Gửi danh sách về Ban Chỉ đạo trước ngày 24/03/2025.

Trong quá trình thực hiện, có khó khăn báo cáo kịp thời để xem xét, giải quyết./.

Nơi nhận:
- Như kính gửi;
- Lưu VP.
"""

NOTICE = """THÔNG BÁO
Ý kiến kết luận tại Hội nghị tổng kết

Ngày 13 tháng 01 năm 2021, tại Hội trường Ủy ban nhân dân Huyện, Phó Chủ tịch Ủy ban nhân dân Huyện Phó Chủ tịch \
Ủy ban nhân dân Huyện/Trưởng Ban Chỉ đạo chủ trì Hội nghị. Tham dự có Hội Chữ thập đỏ Tỉnh, Ban Dân vận Huyện ủy.

Trong năm, Huyện đã tổ chức 6 đợt, kết quả thu nhận được 1.726/1.735 đơn vị máu, đạt 99,5%, tăng 231 đơn vị máu so với \
năm 2019 và dẫn đầu 12 Huyện, thành phố. Công tác kiểm tra thiếu thường xuyên,….

Năm 2021, chỉ tiêu là 1.881 đơn vị máu, tăng 146 đơn vị tương đương 1,19% dân số của Huyện.

Văn phòng thông báo đến các ngành biết, thực hiện./.

Nơi nhận:
- Thường trực Huyện ủy (b/c);
- Lưu: VT, CV/VX.

CHÁNH VĂN PHÒNG

Trần Văn Mẫu
"""

PLAN = """Số: /KH-BCĐ

Bình Kinh, ngày tháng năm 2025

KẾ HOẠCH

Tuyên truyền, vận động hiến máu tình nguyện năm 2025

Thực hiện Kế hoạch số 11/KH - BCĐ, ngày 10/01/2025 của Ban Chỉ đạo thành phố, Ban Chỉ đạo quận xây dựng kế hoạch \
như sau:

I. MỤC TIÊU

- Tuyên truyền đến ít nhất từ 550 đến 650 lượt người; tiếp nhận trên 330 đơn vị máu toàn phần, 75% nhắc lại.

- Giao chỉ tiêu cho các đơn vị (Có phụ lục kèm theo).

II. TỔ CHỨC

1. Dự kiến tổ chức tiếp nhận máu: Tháng 08 năm 2025.

2. Phòng Y tế phối hợp với Hội Chữ thập quận treo băng zôn... về hiến máu tình nguyện.

Trên đây là Kế hoạch năm 2025./.

Nơi nhận:
- Ban Chỉ đạo thành phố;
- Lưu: VP, CTĐ.

TRƯỞNG BAN

PHÓ CHỦ TỊCH UBND
Lê Văn Mẫu
"""

GUIDANCE = """Số: /HD-BCĐ

Bình Lạng, ngày tháng 3 năm 2023

HƯỚNG DẪN

Thực hiện “Ngày toàn dân hiến máu tình nguyện” – 07/4/2023

Căn cứ Hướng dẫn số 14/HD – BCĐQG ngày 22/02/2023 của Ban Chỉ đạo quốc gia; Chỉ thị số 03/CT-UBND ngày 22/02/2023 của \
Ủy ban nhân dân tỉnh, Ban Chỉ đạo tỉnh hướng dẫn như sau:

1. Chỉ tiêu

- Vận động người dân tham gia hiến máu tình nguyện (HMTN) thường xuyên, nhắc lại.

- Toàn tỉnh phấn đấu trong tháng 4/2023 đạt hơn 15% tổng lượng máu của cả năm, khoảng gần 1.500 đơn vị máu.

2. Tổ chức

2.1. Cung cấp thông tin về HMTN; ý nghĩa của việc tham gia HMTN...

2.2. Báo cáo kết quả trước ngày 05/5/2023 theo địa chỉ: số 4 đường Lê Lợi, phường Chi Lăng.

Nơi nhận:
- BCD quốc gia VĐHMTN (để b/c);
- Lưu: VT.

KT. TRƯỞNG BAN
PHÓ BAN THƯỜNG TRỰC

CHỦ TỊCH HỘI CHỮ THẬP ĐỎ TỈNH
Phạm Thị Mẫu
"""


def found_in(text: str) -> list[Finding]:
    """What is wrong in a pasted text."""
    return check_pasted(text).findings


def told(findings: list[Finding]) -> list[str]:
    """ "I.3: …", the first place of each and its sentence."""
    return [each.told for each in findings]

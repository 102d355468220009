"""Why a file is no table, in Vietnamese: the readers of files speak English, in fixed words."""
from __future__ import annotations

import re

UNREADABLE = (
    (r".* is not a \.csv, \.txt or \.xlsx file.*", "Tệp phải là .csv hoặc .xlsx. Hãy lưu lại từ Excel."),
    (r".* has a password or is an old \.xls.*", "Tệp có mật khẩu hoặc là dạng .xls cũ. Hãy lưu lại thành .xlsx, không đặt mật khẩu."),
    (r".* cannot be read as an Excel workbook.*", "Không đọc được tệp Excel này. Hãy mở bằng Excel và lưu lại thành .xlsx."),
    (r".* is a workbook under the name of a text file.*", "Đây là tệp Excel nhưng tên kết thúc bằng .csv. Hãy đổi tên thành .xlsx."),
    (r".* not UTF-8 text.*", "Tệp không phải văn bản UTF-8 (có thể dùng bảng mã tiếng Việt cũ). Trong Excel hãy lưu thành “CSV UTF-8”."),
    (r".*, line (\d+): (\d+) of (\d+) cells.*", r"Dòng \1 chỉ có \2 trong \3 ô. Tệp có bị cắt không? Dòng nào cũng cần đủ dấu ngăn cách."),
    (r".*, line (\d+): .*quotation mark.*", r"Dòng \1: có dấu ngoặc kép chưa đóng."),
    (r".* has nothing in row 1.*", "Dòng 1 trống; cần tên các cột ở đó."),
    (r".* has more than (\d+) rows.*", r"Tệp có hơn \1 dòng."),
    (r".* has column names but no rows", "Tệp chỉ có tên cột, không có dòng nào."),
    (r".*; name one with --sheet: (.*)", r"Tệp có nhiều trang tính (\1). Hãy để lại một trang tính rồi gửi lại."),
)


def why_unreadable(english: str) -> str:
    """Why a file cannot be read."""
    for pattern, words in UNREADABLE:
        if found := re.fullmatch(pattern, english, re.DOTALL):
            return found.expand(words)
    return "Không đọc được tệp này. Hãy lưu lại từ Excel thành .xlsx hoặc CSV UTF-8."

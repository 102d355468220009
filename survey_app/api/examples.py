"""Programs to copy from the documentation page (ADDRESS and ORIGIN become this installation's), and what comes back."""
from __future__ import annotations

# What "hh-2024" is in all of them: the code of a wave, as /waves tells it. Titles are said as on the page.
EXAMPLES = (
    ("curl: có những đợt nào, rồi chỉ số của một đợt (hh-2024 là mã đợt)", """export SIPAS_TOKEN=sipas_...
curl --compressed -H "Authorization: Bearer $SIPAS_TOKEN" \\
  "ADDRESS/waves"
curl --compressed -H "Authorization: Bearer $SIPAS_TOKEN" \\
  "ADDRESS/waves/hh-2024/estimates?level=index&domain_kind=all"
"""),
    ("R: điểm từng xã thành một bảng", """url <- "ADDRESS/waves/hh-2024/estimates.csv?domain_kind=commune"
connection <- url(url, headers = c(Authorization = paste("Bearer", Sys.getenv("SIPAS_TOKEN"))))
codes <- c(measure = "character", parent = "character", domain = "character")
figures <- read.csv(connection, colClasses = codes)
"""),
    ("Python, với pandas: điểm từng xã thành một bảng", """import os
import pandas

figures = pandas.read_csv(
    "ADDRESS/waves/hh-2024/estimates.csv?domain_kind=commune",
    storage_options={"Authorization": f"Bearer {os.environ['SIPAS_TOKEN']}"},
    dtype={"measure": str, "parent": str, "domain": str},
)
"""),
    ("Python, không cần cài gì thêm: mọi trang của một bảng", """import json, os, urllib.request

TOKEN = {"Authorization": f"Bearer {os.environ['SIPAS_TOKEN']}"}

def read(path: str) -> dict:
    request = urllib.request.Request("ORIGIN" + path, headers=TOKEN)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)

rows, path = [], "/api/v1/waves/hh-2024/differences"
while path:
    page = read(path)
    rows += page["differences"]
    path = page["next"]
print(len(rows), "of", page["total"])
"""),
)
# A page of one row, some of its fields left out, and a refusal.
ANSWER = """{
  "wave": {"code": "hh-2024", "kind": "household", "sample": "probability", …,
           "run": {"id": 2, "provisional": false, …}, "release": {"number": 1, …}},
  "estimates": [
    {"measure": "2", "level": "index", "domain_kind": "all", "domain": "all",
     "n": 486, "score": 85.50371779862564,
     "lo_logit": 83.81052511766131, "hi_logit": 87.05574854307089,
     "suppressed": null, "flag": null, …}
  ],
  "total": 1, "limit": 1000, "page": 1, "next": null
}"""
ERROR_ANSWER = """{
  "error": "unknown_value",
  "message": "level: expected one of component, index, item, overall; got 'indx'",
  "message_vi": "Giá trị của bộ lọc không có trong dữ liệu.",
  "parameter": "level",
  "allowed": ["component", "index", "item", "overall"]
}"""
SIGNATURE = """import hashlib, hmac, time

def is_genuine(secret: str, header: str, body: bytes) -> bool:
    sent = dict(part.partition("=")[::2] for part in header.split(","))
    at, signature = sent.get("t", ""), sent.get("v1", "")
    if not (at.isdecimal() and abs(time.time() - int(at)) < 300):
        return False
    expected = hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode())
"""

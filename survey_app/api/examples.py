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
    ("curl: giữ tệp CSV của cả đợt, chỉ tải lại khi số liệu đã đổi", """curl --compressed -H "Authorization: Bearer $SIPAS_TOKEN" \\
  --etag-compare hh-2024.etag --etag-save hh-2024.etag -o hh-2024.csv \\
  "ADDRESS/waves/hh-2024/estimates.csv"
"""),
    ("R, không cần gói nào: mọi điểm số của một đợt thành một bảng, có tên xã", """codes <- c("wave", "measure", "parent", "domain", "other", "question", "option",
           "commune", "disposition", "number", "code")
read_sipas <- function(path) {
  token <- c(Authorization = paste("Bearer", Sys.getenv("SIPAS_TOKEN")))
  table <- read.csv(url(paste0("ADDRESS/", path), headers = token),
                    colClasses = "character", na.strings = "", encoding = "UTF-8")
  others <- setdiff(names(table), codes)
  table[others] <- lapply(table[others], function(column)
    type.convert(ifelse(column %in% c("true", "false"), toupper(column), column), as.is = TRUE))
  table
}

figures <- read_sipas("waves/hh-2024/estimates.csv")
places <- read_sipas("waves/hh-2024/domains.csv")[c("domain_kind", "domain", "label")]
communes <- subset(figures, domain_kind == "commune" & level == "overall")
communes <- merge(communes, places, by = c("domain_kind", "domain"), suffixes = c("", "_domain"))
communes[order(-communes$score), c("label_domain", "n", "score", "lo_logit", "hi_logit", "flag")]
"""),
    ("Python, với pandas: mọi điểm số của một đợt thành một bảng", """import os
import pandas

CODES = ("wave", "measure", "parent", "domain", "other", "question", "option",
         "commune", "disposition", "number", "code")
TOKEN = {"Authorization": f"Bearer {os.environ['SIPAS_TOKEN']}"}

def read_sipas(path: str) -> pandas.DataFrame:
    return pandas.read_csv(f"ADDRESS/{path}", storage_options=TOKEN, dtype=dict.fromkeys(CODES, str),
                           keep_default_na=False, na_values=[""])

figures = read_sipas("waves/hh-2024/estimates.csv")
overall = figures.query("domain_kind == 'commune' and level == 'overall'")
print(overall[["domain", "n", "score", "lo_logit", "hi_logit", "flag"]])
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
  "message_en": "No data have this value of the filter.",
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

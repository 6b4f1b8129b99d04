"""Names of files as a part of a multipart body may give them."""

from __future__ import annotations

#: How a part says that it is a file, and the name that the file then has.
FILENAMES: dict[str, tuple[bytes, str]] = {
    "plain": (b'filename="a.txt"', "a.txt"),
    "empty": (b'filename=""', ""),
    "no-quotes": (b"filename=a.txt", "a.txt"),
    "traversal": (b'filename="../../../etc/passwd"', "../../../etc/passwd"),
    "absolute": (b'filename="/etc/passwd"', "/etc/passwd"),
    "dot-dot": (b'filename=".."', ".."),
    "device": (b'filename="CON"', "CON"),
    "percent": (b'filename="%00%2e%2e%zz"', "%00%2e%2e%zz"),
    "semicolon": (b'filename="a;b=c.txt"', "a;b=c.txt"),
    "escaped-quote": (b'filename="a\\"b.txt"', 'a"b.txt'),
    "template": (b'filename="${7*7}{{7*7}}"', "${7*7}{{7*7}}"),
    "markup": (b'filename="<img src=x>.png"', "<img src=x>.png"),
    "encoded-word": (b'filename="=?utf-8?B?YQ==?="', "=?utf-8?B?YQ==?="),
    "right-to-left": ('filename="\u202egpj.exe"'.encode(), "\u202egpj.exe"),
    "emoji": ('filename="\U0001f3ab.png"'.encode(), "\U0001f3ab.png"),
    "non-utf8": (b'filename="\xff\xfe"', "\ufffd\ufffd"),
    "spaces": (b'filename="  a  "', "  a  "),
    "1000-letters": (b'filename="' + b"f" * 1000 + b'"', "f" * 1000),
    "extended": (b"filename*=utf-8''%e2%82%ac.txt", "\u20ac.txt"),
    "extended-nul": (b"filename*=utf-8''a%00b", "a\0b"),
    "extended-line-end": (b"filename*=utf-8''a%0d%0ab", "a\r\nb"),
    "extended-non-utf8": (b"filename*=utf-8''%ff", "\ufffd"),
    "extended-surrogate": (b"filename*=utf-8''%ed%a0%80", "\ufffd\ufffd\ufffd"),
    "both": (b"filename=a; filename*=utf-8''b", "a"),
}

#: Others of which a reader may make what it can, or nothing.
UNSURE_FILENAMES = {
    "nul": b'filename="a\x00.txt"',
    "backslashes": b'filename="C:\\x\\y.txt"',
    "open-quote": b'filename="a.txt',
    "twice": b'filename="a"; filename="b"',
    "100-kilobytes": b'filename="' + b"f" * 100_000 + b'"',
    "line-end": b'filename="a\nb"',
    "carriage-return": b'filename="a\rb"',
    "folded": b'filename="a\r\n b"',
    "no-value": b"filename*=",
    "extended-charset": b"filename*=klingon''%ff",
    "continued": b'filename*0="a"; filename*1="b"',
    "many-options": b'filename="a"' + b"; x=y" * 1000,
}

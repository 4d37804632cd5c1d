# SPDX-License-Identifier: GPL-2.0-only
"""A page of three resources."""

PAGE = """{
 "pagewire-page": 1,
 "hosts": [
  {"name": "www.example"}
 ],
 "resources": [
  {"url": "/", "type": "document", "size": 5000},
  {"url": "/a.png", "type": "image", "size": 20000, "after": "/"},
  {"url": "/b.png", "type": "image", "size": 20000, "after": "/"}
 ]
}
"""

"""Holds JUnit XML against a schema: junit.py SCHEMA FILE..."""

import sys

from lxml import etree

schema = etree.XMLSchema(etree.parse(sys.argv[1]))
wrong = 0
for path in sys.argv[2:]:
    if not schema.validate(etree.parse(path, etree.XMLParser(huge_tree=True))):
        print(path, schema.error_log.last_error)
        wrong += 1
print(len(sys.argv) - 2, "files,", wrong, "not valid")
sys.exit(wrong > 0)

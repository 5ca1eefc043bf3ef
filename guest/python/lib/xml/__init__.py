# Only xml.etree.ElementTree is here.

# Only ElementTree is here.

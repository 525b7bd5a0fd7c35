"""Pseudonyms: what stands for a name, how names are found, and how they are replaced.

`entries` is the list that people review; `propose` fills it from a corpus; `replace` applies what
they accepted, by offsets.
"""

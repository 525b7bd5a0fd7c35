"""Register + transcripts -> documents, turns and segments, with language and pseudonyms.

>>> from alnqual.corpus.documents import ingest          # doctest: +SKIP
>>> result = ingest(workspace)                            # doctest: +SKIP
"""

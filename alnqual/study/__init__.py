"""`Study`: the one object that notebooks, the command line and the pipeline's stages hold."""

from alnqual.study.study import Study

__all__ = ["Study"]

"""The codebook, and the theory of change that it is drawn from."""

from alnqual.codebook.check import Fault, check
from alnqual.codebook.codebook import Codebook
from alnqual.codebook.glossary import Term, read_glossary
from alnqual.codebook.theory import TheoryOfChange

__all__ = ["Codebook", "Fault", "Term", "TheoryOfChange", "check", "read_glossary"]

"""The synthesis report: one content, three files (HTML, Word, Excel), and the way back to words."""

"""What touches everything at once: names that leaked, corrected texts, and a person who withdraws.

contents    every text in a file, whatever container it lies in
correct     corrected transcripts and late pseudonyms, brought to codings and server
leaks       find_leaks, refuse_leaks: original names where only pseudonyms may stand
withdraw    withdraw: a person's words taken out of the whole study
"""

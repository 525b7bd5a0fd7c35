"""What codings and themes add up to: excerpts, voices, prevalence, and which words to quote.

Import from the modules: each loads pandas, and this package does not.
"""

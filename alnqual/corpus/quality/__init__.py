"""How good the corpus is: what is missing, doubtful or doubled, and who has not been heard."""

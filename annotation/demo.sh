#!/usr/bin/env bash
# The main job on the demonstration study, from transcripts to report (`make demo`).
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }

step "1. Look for names; a person has decided about each (corpus/decisions.csv, and yes to all the rest)"
alnqual corpus pseudonymise --from corpus/decisions.csv --accept all

step "2. Read the transcripts (synthetic: invented people and places)"
alnqual run segment

step "3. Start Label Studio on this machine"
started=$(alnqual studio status | grep -c 'not running' || true)
alnqual studio up
stop() { if [ "$started" = 1 ]; then alnqual studio down >/dev/null; fi; }
trap stop EXIT

step "4. Give each coder a project with their documents"
alnqual annotate push

step "5. Code: the two coders' recorded codings, placed as they would place them"
alnqual annotate play

step "6. Bring the codings back"
alnqual annotate pull

step "7. Agreement, embeddings, themes, synthesis, report"
alnqual run

step "Done"
cat <<'TEXT'
The report           reports/out/report.html   (the same in Word: report.docx)
Coded excerpts       reports/out/excerpts.xlsx
Label Studio again   .venv/bin/alnqual studio up      (it tells the address and where the log-ins are)
A quote's words      .venv/bin/alnqual report trace ID
Everything here is a synthetic demonstration.
TEXT

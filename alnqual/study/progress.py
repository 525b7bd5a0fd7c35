"""How far each coder has come."""

import pandas as pd

from alnqual.coding import CodingStore, read_rounds
from alnqual.workspace import Workspace


def progress(workspace: Workspace) -> pd.DataFrame:
    """A row a round and coder: documents assigned, submitted, skipped and left, and codings."""
    store = CodingStore(workspace.codings)
    codings, submissions = store.read(), store.read_submissions()
    rows = []
    for round_ in read_rounds(workspace):
        for coder, documents in round_.assignments.items():
            status = {
                s.document: s.status
                for s in submissions
                if (s.round, s.coder) == (round_.id, coder) and s.document in documents
            }
            submitted = sum(state == "submitted" for state in status.values())
            rows.append(
                {
                    "round": round_.id,
                    "coder": coder,
                    "assigned": len(documents),
                    "submitted": submitted,
                    "skipped": len(status) - submitted,
                    "left": len(documents) - len(status),
                    "codings": sum((c.round, c.coder) == (round_.id, coder) for c in codings),
                }
            )
    columns = ["round", "coder", "assigned", "submitted", "skipped", "left", "codings"]
    return pd.DataFrame(rows, columns=columns)

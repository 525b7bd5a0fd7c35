"""The small protocol by which Label Studio asks a service for suggestions.

Who does not know the secret is answered 401, whatever they ask. Nothing of what is asked or
answered is logged.
"""

import base64
import logging
import secrets
from collections.abc import Callable, Mapping
from functools import lru_cache
from threading import Lock
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from alnqual.annotation.predictions import Suggester, make_prediction, page_interface
from alnqual.annotation.services import USER
from alnqual.annotation.tasks import shown_text

if TYPE_CHECKING:
    from fastapi import FastAPI

_log = logging.getLogger(__name__)


def make_app(suggester: Suggester, *, secret: str, serves: Callable[[int], bool]) -> "FastAPI":
    """The service as a web application.

    Parameters
    ----------
    suggester : answers for one text at a time.
    secret : the password that Label Studio has to send with each request.
    serves : whether the project of an id may have suggestions, asked each time.
    """
    from fastapi import Body, FastAPI, Request
    from fastapi.responses import JSONResponse

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    expected = b"Basic " + base64.b64encode(f"{USER}:{secret}".encode())
    page = lru_cache(maxsize=8)(page_interface)
    one_at_a_time = Lock()

    @app.middleware("http")
    async def check_secret(request: Request, answer: Callable) -> Any:
        given = request.headers.get("authorization", "").encode("latin-1", "replace")
        if not secrets.compare_digest(given, expected):
            return JSONResponse({"detail": "the secret is missing or wrong"}, status_code=401)
        return await answer(request)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "UP"}

    @app.post("/setup")
    def setup() -> dict[str, str]:
        return {"model_version": suggester.version}

    @app.post("/predict")
    def predict(asked: dict[str, Any] = Body()) -> Any:  # noqa: B008
        if not serves(_project(asked)):
            return JSONResponse({"detail": "this project has no suggestions"}, status_code=403)
        try:
            checker = page(str(asked.get("label_config")))
            with one_at_a_time:
                results = [_predict(task, suggester, checker) for task in asked.get("tasks") or ()]
        except Exception as error:  # its message could hold words
            _log.warning("a task could not be given suggestions (%s)", type(error).__name__)
            return JSONResponse({"detail": "no suggestions could be made"}, status_code=500)
        return {"results": results, "model_version": suggester.version}

    @app.post("/train")
    @app.post("/webhook")
    def unused() -> dict[str, str]:
        """Nothing is learnt from codings yet."""
        return {"status": "ignored"}

    return app


def _project(asked: Mapping[str, Any]) -> int:
    """The id of the project that a request is for: Label Studio sends id.time."""
    number = str(asked.get("project", "")).partition(".")[0]
    return int(number) if number.isdecimal() else -1


def _predict(task: Mapping[str, Any], suggester: Suggester, page: Any) -> dict[str, Any]:
    text = shown_text(SimpleNamespace(data=task.get("data"), meta=task.get("meta")))
    if text is None:
        return {"result": [], "score": 0.0, "model_version": suggester.version}
    return make_prediction(text, suggester=suggester, page=page)

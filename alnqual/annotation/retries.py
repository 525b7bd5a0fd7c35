"""What is done when the server does not answer, or answers that it cannot now.

What reads is asked again, with longer and longer pauses. What writes may have arrived although no
answer came: it is sent again only after a look has shown that it did not, or where sending it twice
is the same as once. After the last pause the fault is raised.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

if TYPE_CHECKING:
    from label_studio_sdk.core.api_error import ApiError

PAUSES = (0.5, 1, 2, 4, 8)
"""Seconds between attempts."""

T = TypeVar("T")


def is_passing(error: "httpx.HTTPError | ApiError") -> bool:
    """Whether a fault may be over in a moment."""
    status = getattr(error, "status_code", None)
    if status is None:
        return isinstance(error, httpx.TransportError)
    return _may_pass(status)


def persist(write: Callable[[], T], *, arrived: Callable[[], T | None] | None = None) -> T:
    """Write, and again where that failed for a passing reason.

    Parameters
    ----------
    write : sends it.
    arrived : what is there if it arrived all the same, None if not; without it, sending twice must
        be the same as sending once.

    Raises
    ------
    httpx.HTTPError, label_studio_sdk.core.api_error.ApiError
        It did not arrive, for no passing reason or too often.
    """
    from label_studio_sdk.core.api_error import ApiError

    for pause in PAUSES:
        try:
            return write()
        except (httpx.HTTPError, ApiError) as error:
            if not is_passing(error):
                raise
        time.sleep(pause)
        found = arrived() if arrived is not None else None
        if found is not None:
            return found
    return write()


class PatientClient(httpx.Client):
    """Asks again what only reads, once `patient` is set: when the server has answered at all."""

    patient = False

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        pauses = PAUSES if self.patient and request.method == "GET" else ()
        for pause in pauses:
            with suppress(httpx.TransportError):
                response = super().send(request, **options)
                if not _may_pass(response.status_code):
                    return response
            time.sleep(pause)
        return super().send(request, **options)


def _may_pass(status: int) -> bool:
    return status >= 500 or status in (408, 429)

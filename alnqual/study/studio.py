"""`Studio`: the Label Studio that a study works with."""

from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.errors import InputError
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from alnqual.annotation.backup import Backup, Restored
    from alnqual.annotation.server import Address, LocalServer, Status


class Studio:
    """The study's own server, which alnqual starts, stops and backs up.

    Where the settings name a team's server, that is its administrator's business: all but `url`
    raise InputError then.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    @property
    def url(self) -> str:
        """The address to code at; the study's own server is started for it."""
        from alnqual.annotation.client import server_url

        team = self.workspace.settings.label_studio.url
        return server_url(self.workspace) if team else self.up().url

    def up(self) -> "Address":
        """Start the server unless it runs, and wait until it answers."""
        return self._own.up()

    def down(self) -> bool:
        """Stop the server; say whether there was one."""
        return self._own.down()

    def status(self) -> "Status":
        """Whether the server answers, and where."""
        return self._own.status()

    @property
    def credentials_hint(self) -> str:
        """The files that hold the addresses and passwords to log in with."""
        return self._own.credentials_hint

    def backup(self, path: str | Path | None = None) -> "Backup":
        """Write accounts, database and uploads into one file, and read it back.

        A file outside `.label-studio/` is remembered, so that a withdrawal finds it.

        Raises
        ------
        InputError
            The file exists.
        LabelStudioError
            There is nothing to back up, or it cannot be written.
        """
        from alnqual.annotation.backup import back_up
        from alnqual.study.exporting import record_export

        own = self._own
        made = back_up(self.workspace, Path(path) if path is not None else None)
        if not made.path.resolve().is_relative_to(own.folder.resolve()):
            record_export(self.workspace, made.path)
        return made

    def restore(self, path: str | Path) -> "Restored":
        """Put a backup in the place of the server's state, which is kept aside.

        Raises
        ------
        InputError
            The file is damaged, or the backup of another study.
        LabelStudioError
            It was made with another version of Label Studio.
        """
        from alnqual.annotation.backup import restore

        return restore(self._own.workspace, Path(path))

    @property
    def _own(self) -> "LocalServer":
        from alnqual.annotation.server import LocalServer

        url = self.workspace.settings.label_studio.url
        if url:
            raise InputError(
                f"this study uses the server {url}",
                where="alnqual.toml, label_studio.url",
                do="Its administrator starts, stops and backs it up (docs/team-server.md). Clear "
                "the setting for a local one.",
            )
        return LocalServer(self.workspace)

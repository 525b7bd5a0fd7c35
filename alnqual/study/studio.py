"""`Studio`: the Label Studio that a study works with."""

from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.errors import InputError
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from alnqual.annotation.backup import Backup, Restored
    from alnqual.annotation.server import Address, LocalServer, Status


class Studio:
    """The study's own servers, which alnqual starts, stops and backs up.

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

    def up(self, coder: str | None = None) -> "Address":
        """Start the servers that the rounds need, or just a coder's own, unless they run.

        Returns
        -------
        Address
            Where the main server answers, or that of the coder.
        """
        needed = self.servers(needed=True)
        if coder is not None and coder not in needed:
            raise InputError(
                f"no round gives {coder!r} a server of their own",
                where=self.workspace.relative(self.workspace.rounds),
                do='A round does with blind = "server-per-coder".',
            )
        chosen = list(needed) if coder is None else [coder]
        addresses = [needed[name].up() for name in chosen]
        return addresses[0]

    def down(self) -> bool:
        """Stop every server of the study; say whether there was one."""
        stopped = [server for server in self.servers().values() if server.down()]
        return bool(stopped)

    def status(self) -> "Status":
        """Whether the main server answers, and where; `servers` has them all."""
        return self.servers()[""].status()

    def servers(self, *, needed: bool = False) -> "dict[str, LocalServer]":
        """The study's own servers: "" is the main one, the others are coders' by their ids.

        Those that have been started once, or (`needed`) those that the rounds need.

        Raises
        ------
        InputError
            The settings name a team's server.
        """
        from alnqual.annotation.servers import local_servers

        url = self.workspace.settings.label_studio.url
        if url:
            raise InputError(
                f"this study uses the server {url}",
                where="alnqual.toml, label_studio.url",
                do="Its administrator starts, stops and backs it up (docs/team-server.md). Clear "
                "the setting for a local one.",
            )
        return local_servers(self.workspace, needed=needed)

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

        self.servers()
        made = back_up(self.workspace, Path(path) if path is not None else None)
        if not made.path.resolve().is_relative_to(self.workspace.label_studio.resolve()):
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

        self.servers()
        return restore(self.workspace, Path(path))

"""`serve`: runs the daemon."""

from __future__ import annotations

import typer

from uptape.cli.common import NO, ConfigOption, fail, settings_of


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(serve)


def serve(config: ConfigOption = None) -> None:
    """Run the daemon in the foreground, until SIGTERM. SIGHUP reloads the config."""
    from uptape.core.errors import UptapeError
    from uptape.daemon import serve as run

    settings = settings_of(config)
    assert config is not None
    path = config / "uptape.yaml" if config.is_dir() else config
    try:
        run(path, settings)
    except UptapeError as error:
        fail(str(error), NO)

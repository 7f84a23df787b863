"""The person's hour: decide what audit found, in the order in which it helps most."""

import typer

from . import exchange, spread, status, terminal

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)
app.command("terminal")(terminal.main)
app.command("export")(exchange.export)
app.command("import")(exchange.import_)
app.command("spread")(spread.main)
app.command("revoke")(spread.revoke)
app.command("accept")(spread.accept)
app.command("status")(status.main)

__all__ = ["app"]

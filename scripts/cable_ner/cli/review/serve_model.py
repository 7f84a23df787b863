"""`review serve-model`: a model that suggests labels while people work in Label Studio or INCEpTION."""

from pathlib import Path
from typing import Annotated

import typer

from ...model import load_model
from ...tagging import suggesting
from ..console import errors_told, msg
from ..options import MODEL


def main(
    model: Annotated[str, typer.Argument(help="Folder of a model, or the name of an installed package")] = str(MODEL),
    host: Annotated[str, typer.Option(help="Address to listen on; another machine needs one of this one's")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0: any free one", min=0, max=65535)] = 9090,
    queue: Annotated[
        Path | None, typer.Option(help="File to note in, one per line, that a training was asked for; nothing is trained")
    ] = None,
) -> None:
    """Suggest labels while people work in Label Studio or INCEpTION.

    One small server: an ML backend of Label Studio, and an external recommender of INCEpTION at /inception. It answers this
    machine only, unless --host says otherwise; then everybody who reaches it may send it texts.
    """
    with (
        errors_told(),
        suggesting.ModelServer(suggesting.Suggester(load_model(model)), host=host, port=port, queue=queue) as server,
    ):
        if not server.is_local:
            msg.warn(f"everybody who reaches {server.url} may ask; there is neither a password nor encryption")
        msg.good(f"Label Studio: {server.url}   INCEpTION: {server.url}/inception   (press Ctrl-C to end)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            msg.info("ended")

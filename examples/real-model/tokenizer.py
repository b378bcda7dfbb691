"""Writes the tokenizer.json and tokenizer_config.json of a model that is a GGUF file: what is in them is in its header too.

Usage: tokenizer.py MODEL.gguf FOLDER
"""

import json
import struct
import sys
from pathlib import Path

# types of GGUF's values that are numbers: what struct calls them
NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
STRING, ARRAY = 8, 9
CONTROL = 3


class Header:
    """The key-value pairs at the beginning of a GGUF file (version 2 and 3, little-endian)."""

    def __init__(self, file):
        self.file = file
        if file.read(4) != b"GGUF":
            sys.exit(f"{file.name} is not a GGUF file")
        version, _tensors, pairs = struct.unpack("<IQQ", file.read(20))
        if version not in (2, 3):
            sys.exit(f"{file.name} is GGUF version {version}; this reads 2 and 3")
        self.values = {self.string(): self.value(self.number("I")) for _ in range(pairs)}

    def number(self, kind):
        return struct.unpack("<" + kind, self.file.read(struct.calcsize(kind)))[0]

    def string(self):
        return self.file.read(self.number("Q")).decode()

    def value(self, kind):
        if kind == STRING:
            return self.string()
        if kind == ARRAY:
            element, size = self.number("I"), self.number("Q")
            return [self.value(element) for _ in range(size)]
        return self.number(NUMBERS[kind])


def main(model, folder):
    with open(model, "rb") as file:
        values = Header(file).values
    tokens = values["tokenizer.ggml.tokens"]
    kinds = values["tokenizer.ggml.token_type"]
    # the name that llama.cpp has for the way in which this tokenizer splits text
    if values["tokenizer.ggml.model"] != "gpt2" or values["tokenizer.ggml.pre"] != "smollm":
        sys.exit(f"{model} does not have SmolLM's tokenizer")
    control = [id for id, kind in enumerate(kinds) if kind == CONTROL]
    added = [
        {"id": id, "content": tokens[id], "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        for id in control]
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": None,
        # each digit is a token of its own
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": True}, byte_level]},
        "post_processor": None,
        "decoder": byte_level,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "vocab": {token: id for id, token in enumerate(tokens)},
            "merges": values["tokenizer.ggml.merges"],
        },
    }
    config = {
        "tokenizer_class": "GPT2Tokenizer",
        "chat_template": values["tokenizer.chat_template"],
        "model_max_length": values["llama.context_length"],
        "clean_up_tokenization_spaces": False,
    }
    for name, key in (("bos_token", "bos"), ("eos_token", "eos"), ("unk_token", "unknown"), ("pad_token", "padding")):
        config[name] = tokens[values[f"tokenizer.ggml.{key}_token_id"]]
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("tokenizer.json", tokenizer), ("tokenizer_config.json", config)):
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])

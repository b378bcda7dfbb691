"""Makes the small tokenizers of src/test/resources/tokenizers and what Python's tokenizers makes of texts with them: golden.py FOLDER"""
import base64
import json
import struct
import sys
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from texts import CODE, CONTROL, EMOJI, ODD, RUNS, SENTENCES, texts

SPECIAL = ["<unk>", "<s>", "</s>", "<pad>"]
CORPUS = SENTENCES * 2 + CODE * 2
BYTES = ["<0x%02X>" % b for b in range(256)]
TEMPLATE = processors.TemplateProcessing(
    single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=[("<s>", 1), ("</s>", 2)]
)


def double_array(keys):
    """A double array as darts-clone lays it out, of {bytes: value}; large and simple."""
    units, used = {0: 0}, {0}

    def build(prefix, at):
        labels = sorted({key[len(prefix)] if len(key) > len(prefix) else 0 for key in keys if key.startswith(prefix)})
        offset = 1
        while any((at ^ offset ^ label) in used for label in labels) or not labels:
            offset += 1
        base = at ^ offset
        used.update(base ^ label for label in labels)
        units[at] = units.get(at, 0) | offset << 10 | ((1 << 8) if 0 in labels else 0)
        for label in labels:
            if label == 0:
                units[base] = keys[prefix] | 1 << 31
            else:
                units[base ^ label] = label
        for label in labels:
            if label:
                build(prefix + bytes([label]), base ^ label)

    build(b"", 0)
    return b"".join(struct.pack("<I", units.get(i, 0)) for i in range(max(units) + 257))


def character_map(replacements):
    """A precompiled_charsmap."""
    texts_, keys = b"", {}
    for text, replacement in replacements.items():
        keys[text.encode()] = len(texts_)
        texts_ += replacement.encode() + b"\0"
    array = double_array(keys)
    return base64.b64encode(struct.pack("<I", len(array)) + array + texts_).decode()


MAP = character_map(
    {"ﬁ": "fi", "…": "...", "\u00a0": " ", "\u3000": " ", "\u200b": " ", "\t": " ", "\n": " ", "\u00ad": "", "™": "TM", "㍿": "株式会社", "Å": "Å",
     "e\u0301": "é", "Ａ": "A", "ｶﾞ": "ガ", "①": "1", "\r\n": " ", "ड़": "ड़"}
)


def bpe(**options):
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.BpeTrainer(vocab_size=1500, special_tokens=SPECIAL + BYTES, limit_alphabet=200, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    file = json.loads(tokenizer.to_str())
    file["added_tokens"] = [token for token in file["added_tokens"] if not token["content"].startswith("<0x")]
    file.update(options)
    return file


def llama():
    file = bpe(pre_tokenizer=None)
    file["normalizer"] = {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}
    tokenizer = Tokenizer.from_str(json.dumps(file))
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 1)])
    return tokenizer


def gemma():
    file = bpe(normalizer={"type": "Replace", "pattern": {"String": " "}, "content": "▁"})
    file["pre_tokenizer"] = {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False}
    tokenizer = Tokenizer.from_str(json.dumps(file))
    tokenizer.add_tokens([AddedToken("\n\n", normalized=False), AddedToken("▁▁", normalized=False), AddedToken("<h1>", normalized=False)])
    return tokenizer


def mistral():
    file = bpe(pre_tokenizer={"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": False})
    tokenizer = Tokenizer.from_str(json.dumps(file))
    tokenizer.add_special_tokens(["[INST]", "[/INST]", AddedToken("<mask>", lstrip=True, rstrip=True, special=True)])
    return tokenizer


def bert(cased=False):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=not cased)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=1500, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], limit_alphabet=300, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.enable_truncation(24)
    tokenizer.enable_padding(pad_id=0, pad_to_multiple_of=8)
    return tokenizer


def unigram(byte_fallback, normalizer, pre_tokenizer):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    special = SPECIAL + (BYTES if byte_fallback else [])
    trainer = trainers.UnigramTrainer(vocab_size=1000, special_tokens=special, unk_token="<unk>", show_progress=False)
    tokenizer.train_from_iterator([text for text in CORPUS if len(text) < 130 and max(text) < "\u0600"], trainer)
    file = json.loads(tokenizer.to_str())
    file["model"]["byte_fallback"] = byte_fallback
    file["model"]["vocab"] = [[token, round(score, 3)] for token, score in file["model"]["vocab"]]
    file["added_tokens"] = [token for token in file["added_tokens"] if not token["content"].startswith("<0x")]
    file["normalizer"], file["pre_tokenizer"] = normalizer, pre_tokenizer
    tokenizer = Tokenizer.from_str(json.dumps(file))
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    tokenizer.add_tokens([AddedToken("Würde", single_word=True, normalized=True)])
    tokenizer.post_processor = TEMPLATE
    return tokenizer


def roberta():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    trainer = trainers.BpeTrainer(vocab_size=1200, special_tokens=SPECIAL, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 1))
    tokenizer.enable_truncation(40, strategy="only_second", direction="left")
    tokenizer.enable_padding(direction="left", pad_id=3, pad_type_id=1, length=12)
    return tokenizer


def clip():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"), "removed", invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    trainer = trainers.BpeTrainer(vocab_size=1200, special_tokens=SPECIAL, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), end_of_word_suffix="</w>", show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    return tokenizer


def words():
    vocabulary = {token: i for i, token in enumerate(["<unk>", "all", "human", "beings", "a", "b", "1", "2", "menschen", ".", "и", "-"])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase(), normalizers.Strip()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Whitespace(), pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.Punctuation("contiguous"),
         pre_tokenizers.Split("-", "merged_with_next"), pre_tokenizers.Split(Regex(r"[\p{Han}\w]+[a-c]"), "merged_with_previous")]
    )
    return tokenizer


def split_by_metaspace(scheme="always"):
    return {"type": "Metaspace", "replacement": "▁", "prepend_scheme": scheme, "split": True}


TOKENIZERS = {
    "llama": llama,
    "gemma": gemma,
    "mistral": mistral,
    "bert-uncased": bert,
    "bert-cased": lambda: bert(cased=True),
    "xlm-roberta": lambda: unigram(
        False, {"type": "Precompiled", "precompiled_charsmap": MAP}, {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, split_by_metaspace()]}
    ),
    "t5": lambda: unigram(
        True,
        {"type": "Sequence", "normalizers": [{"type": "Precompiled", "precompiled_charsmap": MAP}, {"type": "Strip", "strip_left": False, "strip_right": True},
                                             {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "▁"}]},
        split_by_metaspace(),
    ),
    "roberta": roberta,
    "clip": clip,
    "words": words,
}


def cases():
    chosen = SENTENCES + CODE[:5] + EMOJI[:8] + CONTROL[:12] + ODD + [run * 9 for run in RUNS] + texts(1100)[-100:]
    return chosen + [[chosen[i], chosen[-i]] for i in range(1, 60, 3)]


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    inputs = cases()
    (folder / "texts.jsonl").write_text("".join(json.dumps(text) + "\n" for text in inputs), encoding="ascii")
    for name, make in TOKENIZERS.items():
        tokenizer = make()
        file = json.loads(tokenizer.to_str())
        file.pop("decoder", None)
        (folder / f"{name}.json").write_text(json.dumps(file, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
        with open(folder / f"{name}.golden", "w", encoding="ascii") as golden:
            for text in inputs:
                golden.write(json.dumps(expected(tokenizer, text), separators=(",", ":")) + "\n")


def expected(tokenizer, text):
    """Ids; type ids and the attention mask where they say something; null for a text that cannot be cut."""
    try:
        encoding = tokenizer.encode(*text) if isinstance(text, list) else tokenizer.encode(text)
    except BaseException as refused:
        if "runcation" not in str(refused):
            raise
        return None
    plain = not any(encoding.type_ids) and all(encoding.attention_mask)
    return [encoding.ids] if plain else [encoding.ids, encoding.type_ids, encoding.attention_mask]


if __name__ == "__main__":
    main(Path(sys.argv[1]))

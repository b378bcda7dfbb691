"""Compares the gateway's tokens with those of Python's tokenizers: compare.py CLASSPATH FOLDER TOKENIZER..."""
import json
import subprocess
import sys
import time
from pathlib import Path

from tokenizers import Tokenizer

from texts import texts


def main(classpath, folder, files):
    inputs = texts()
    inputs += [list(pair) for pair in zip(inputs[::7], inputs[1::7])]
    lines = folder / "texts.jsonl"
    lines.write_text("".join(json.dumps(text) + "\n" for text in inputs), encoding="ascii")
    failed = 0
    for file in files:
        output = folder / "tokens.jsonl"
        subprocess.run(["java", "-Xmx2g", "-cp", classpath, "io.openaitriton.tokenizer.EncodeTexts", file, lines, output], check=True)
        tokenizer = Tokenizer.from_file(str(file))
        start, wrong = time.process_time(), 0
        with open(output, encoding="ascii") as tokens:
            for text in inputs:
                expected = tokenizer.encode(*text) if isinstance(text, list) else tokenizer.encode(text)
                found = json.loads(next(tokens))
                if [expected.ids, expected.type_ids, expected.attention_mask] != found:
                    wrong += 1
                    if wrong <= 5:
                        print(f"  {json.dumps(text)[:200]}\n    expected {expected.ids[:40]}\n    found    {found[0][:40]}")
        failed += wrong > 0
        print(f"{file}: {len(inputs) - wrong} of {len(inputs)} texts have the same tokens", flush=True)
    print(f"{len(files) - failed} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:]), 1))

"""CPU time of Python's tokenizers for the tokens of prompts, without special tokens: tokens.py PROMPTS TOKENIZER... With --prompts FILE it writes them."""
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def prompts():
    sys.path.insert(0, str(ROOT / ".ci/tokenizers"))
    from texts import SENTENCES

    english = (ROOT / "README.md").read_text() + (ROOT / "docs/mapping.md").read_text() + (ROOT / "docs/operations.md").read_text()
    code = (ROOT / "src/main/java/io/openaitriton/tokenizer/Symbols.java").read_text() * 3
    scripts = "\n".join(SENTENCES) * 4
    return {"English, 1 kB": english[2000:3000], "English, 10 kB": english[2000:12000], "English, 80 kB": english[:80000],
            "Java, 20 kB": code[:20000], "27 scripts, 20 kB": scripts[:10000]}


def main(path, files):
    from tokenizers import Tokenizer

    texts = json.loads(Path(path).read_text())
    for file in files:
        tokenizer = Tokenizer.from_file(file)
        tokenizer.no_truncation()
        tokenizer.no_padding()
        for name, text in texts.items():
            times, best = max(1, 200000 // len(text)), float("inf")
            for _ in range(5):
                start = time.process_time()
                for _ in range(times):
                    tokens = tokenizer.encode(text, add_special_tokens=False).ids
                best = min(best, (time.process_time() - start) / times)
            print(f"{file}\t{name}\t{len(tokens)}\t{best * 1e6:.0f}\t{best * 1e9 / len(text.encode()):.1f}")


if __name__ == "__main__":
    if sys.argv[1] == "--prompts":
        Path(sys.argv[2]).write_text(json.dumps(prompts()))
    else:
        main(sys.argv[1], sys.argv[2:])

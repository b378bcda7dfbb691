"""llama-cpp-python's own OpenAI server, on the llama.cpp that is in the package xllamacpp.

LLAMA_CPP_LIB_PATH is the folder of its library. A line of JSON for each prompt, with the ids of its tokens, goes to standard output. The
arguments are those of llama_cpp.server.
"""

import ctypes
import json
import os
import runpy


class Library(ctypes.CDLL):
    """A library that may lack functions: llama-cpp-python looks them all up when it is imported, also those that the server never calls."""

    def __getattr__(self, name):
        try:
            return super().__getattr__(name)
        except AttributeError:
            if not name.startswith("llama_"):
                raise
            return self._FuncPtr(ctypes.cast(ABSENT, ctypes.c_void_p).value)


@ctypes.CFUNCTYPE(None)
def ABSENT():
    os.write(2, b"llama-cpp-python calls a function that this llama.cpp does not have\n")
    os._exit(1)


ctypes.CDLL = Library

import llama_cpp  # noqa: E402

create_completion = llama_cpp.Llama.create_completion


def tell(self, prompt, *args, **kwargs):
    ids = prompt if isinstance(prompt, list) else self.tokenize(prompt.encode(), add_bos=True, special=True)
    print(json.dumps({"prompt_ids": ids}), flush=True)
    return create_completion(self, prompt, *args, **kwargs)


llama_cpp.Llama.create_completion = tell
runpy.run_module("llama_cpp.server", run_name="__main__")

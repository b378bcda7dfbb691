from stand_ins import TritonPythonModel  # noqa: F401

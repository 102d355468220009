"""What a whole process is set to when it is to sum large files quickly: memory that is kept, and threads that do not wait in a loop."""

import ctypes
import os

# Read by the libraries when they are loaded. OpenBLAS: the engine's matrices are small, and its idle threads take a core from the
# reading for a while. Polars' allocator: large pages, for each small one that is touched first costs a trip into the kernel.
BEFORE_LOADING = {"OPENBLAS_NUM_THREADS": "1", "_RJEM_MALLOC_CONF": "thp:always"}
# glibc's mallopt: parameters and values. Arrays of a million rows are otherwise given back and fetched anew, one after another.
MMAP_THRESHOLD, TRIM_THRESHOLD, TOP_PAD = -3, -1, -2
KEPT = {MMAP_THRESHOLD: 1 << 30, TRIM_THRESHOLD: 1 << 30, TOP_PAD: 1 << 24}


def prepare_process() -> None:
    """Set this process up for large files; call it before numpy and polars are loaded. What the environment says goes first."""
    for name, value in BEFORE_LOADING.items():
        os.environ.setdefault(name, value)
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if os.name == "posix" else None  # glibc alone has it
    for parameter, value in KEPT.items() if mallopt else ():
        mallopt(parameter, value)


def keep_arrow_memory() -> None:
    """Let Arrow keep what it frees for the next columns, where its wheel can (jemalloc)."""
    import pyarrow as pa

    try:
        pa.set_memory_pool(pa.jemalloc_memory_pool())
    except NotImplementedError:  # not built in, as on Windows
        return

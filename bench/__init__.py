"""Benchmarks: every figure with how it was measured, as a ratio to something run beside it where there is one."""

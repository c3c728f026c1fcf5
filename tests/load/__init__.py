"""The benchmark, ``make bench``: our media worker and Janus under the same load, and the bare cost beneath both.

    __main__ > bench > measure, limit > servers: resfri, janus > connect > native > load.c, sending.c, reports.c
                     > floor > native > floor.c                table: what bench found, as media/BENCHMARK.md

Connecting is done in Python, everything per packet in C, in one thread on core 1; the server has core 0.
"""

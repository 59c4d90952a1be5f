"""A slow, obvious reading of the contract in docs/, sharing nothing with the engine.

`rows` reads one file, `days` finds the files of each day, `window` adds days up. Every function
follows the contract's sentences in their order, so that a reader can check one against the other.
Python's csv module is not used: it forgives quotes that the contract rejects.
"""

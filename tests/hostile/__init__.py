"""Hand-made hostile logs of 2024-09-16: name -> bytes, for the oracle and for the program alike.

Each log crowds one border of the contract. An engine cuts logs into pieces and lines into vectors
of 16, 32 and 64 bytes, so what matters in a line is tried at every place of it.
"""

from hostile import encoding, fields, headers, lines, noise, quoting

LOGS: dict[str, bytes] = {
    **fields.emails(),
    **fields.actions_and_times(),
    **encoding.logs(),
    **quoting.logs(),
    **lines.ends(),
    **lines.blank(),
    **lines.long(),
    **headers.logs(),
    **noise.logs(),
}

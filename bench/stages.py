"""Where a call's time goes, stage by stage: `python3 -m bench.stages crudtally ARGUMENTS`.

Samples the command with Linux's `perf` and adds up its functions by stage, as in
docs/where-the-time-goes.md. The executable needs its symbols: one from a build folder has them, an
installed one has not.
"""

import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

SAMPLES_A_SECOND = 3000
SHOWN_FROM = 1.0  # per cent

# The first stage whose pattern is found in a function's name has its time; what the system does
# for a stage comes first, as names are shared.
STAGES = {
    "read from the page cache": r"_copy_to_iter|copy_page_to_iter|filemap_(get_)?read|vfs_read"
    r"|ext4_file_read|pread|xas_|xa_load|next_uptodate",
    "new memory, cleared by the system": r"clear_page|folio_zero|do_anonymous|page_fault"
    r"|handle_mm_fault|pte_|mmap|munmap|vma_|alloc_pages|get_page_from|rmqueue|do_huge_pmd"
    r"|free_pages|__list_del|release_pages|unmap|zap_|lru_|mem_cgroup|memcg|slab",
    "write files": r"copy_folio_from_iter|ext4_|generic_perform|write_begin|write_end|block_|folio_"
    r"|jbd2|mpage|bio|blk|iomap|submit|virtio",
    "scan": r"scan_rows",
    "parse": r"parse_|RowParser|SplitCounter|find_fields|LineBuffer",
    "hash emails": r"hash_emails",
    "count": r"CountTable::(count|find_or|append|grow|slab|add)|ThreadCounter|SharedTable",
    "sort": r"Sorter|UserKey|sort_users|new_users|Splitters|::divide|even_splitters|introsort",
    "walk known users in order": r"DayRun|WindowRun|SortedUsers::add|take_counts"
    r"|CountTable::counts",
    "merge": r"MergedRun|merge_runs|NegatedRun|RunOfUsers|ReportRows",
    "order, sums and digest of rows": r"RunTotals|RowsCheck|RowsDigest",
    "hash logs and files": r"update_digest|XXH|Digest|seal",
    "LZ4": r"LZ4_",
    "Parquet, page checksums": r"crc32|parquet|arrow|RowsEncoder|RowsReader|[Tt]hrift|[Uu]npack"
    r"|BitPack",
    "format the report": r"write_csv|CsvFile|CsvRange|parallel_in_order|WrittenReport|to_chars",
    "inflate": r"decode_huffman|isal|inflate|ZSTD|HUF_",
}


def stage_of(function: str) -> str:
    return next((stage for stage, names in STAGES.items() if re.search(names, function)), "other")


def sampled(command: Sequence[str]) -> Counter[str]:
    """Per cent of the samples, by stage."""
    with tempfile.TemporaryDirectory() as folder:
        data = str(Path(folder) / "perf.data")
        record = ["perf", "record", "-e", "cpu-clock", "-F", str(SAMPLES_A_SECOND), "-o", data]
        subprocess.run([*record, *command], check=True, capture_output=True)
        report = ["perf", "report", "-i", data, "--no-children", "--stdio", "-g", "none"]
        shown = subprocess.run(
            [*report, "--sort", "symbol"], check=True, capture_output=True, text=True
        )
    stages: Counter[str] = Counter()
    for line in shown.stdout.splitlines():
        if found := re.match(r"\s*([\d.]+)%\s+\[.\] (.*)", line):
            stages[stage_of(found[2])] += float(found[1])
    return stages


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    for stage, share in sampled(sys.argv[1:]).most_common():
        if share >= SHOWN_FROM:
            print(f"{share:5.1f} % {stage}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

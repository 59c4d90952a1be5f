"""The test runner behind ./test: runs components, and ends with a table of them.

The components themselves are in components.py.
"""

import argparse
import os
import sys
import time
from dataclasses import dataclass

from components import COMPONENTS, Component, Failed, NotRun


@dataclass(frozen=True)
class Outcome:
    name: str
    result: str
    seconds: float
    why: str = ""


def run_component(component: Component, in_ci: bool) -> Outcome:
    print(f"\n=== {component.name}: {component.what}", flush=True)
    start = time.monotonic()
    result, why = "passed", ""
    try:
        component.run()
    except Failed as failure:
        result, why = "failed", str(failure)
    except NotRun as reason:
        # A part that silently stopped running in CI would protect nobody.
        result = "failed" if in_ci and not reason.allowed else "not run"
        why = str(reason)
    return Outcome(component.name, result, time.monotonic() - start, why)


def print_table(outcomes: list[Outcome]) -> None:
    width = max(len(outcome.name) for outcome in outcomes)
    print(f"\n{'component':{width}}  {'result':8} {'seconds':>7}")
    for outcome in outcomes:
        line = f"{outcome.name:{width}}  {outcome.result:8} {outcome.seconds:7.0f}  {outcome.why}"
        print(line.rstrip())


def parse_arguments() -> tuple[list[Component], bool, bool]:
    """The components to run, whether only to list them, and whether all were asked for."""
    parser = argparse.ArgumentParser(prog="./test", description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="every component")
    parser.add_argument("--list", action="store_true", help="name the components and stop")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these components")
    arguments = parser.parse_args()
    known = {component.name: component for component in COMPONENTS}
    for name in arguments.names:
        if name not in known:
            parser.error(f"no component {name!r}; ./test --list names them")
    if arguments.names:
        chosen = [known[name] for name in arguments.names]
    else:
        chosen = [one for one in COMPONENTS if arguments.all or one.quick]
    return chosen, arguments.list, arguments.all


def main() -> int:
    chosen, only_list, everything = parse_arguments()
    if only_list:
        for component in COMPONENTS:
            print(f"{component.name:18} {'' if component.quick else '(--all) '}{component.what}")
        return 0
    if everything:
        # How many random cases the whole-program tests try; a component may ask for fewer.
        os.environ.setdefault("CRUDTALLY_TEST_PROFILE", "all")
    in_ci = os.environ.get("CI") == "true"
    outcomes = [run_component(component, in_ci) for component in chosen]
    print_table(outcomes)
    passed = sum(outcome.result == "passed" for outcome in outcomes)
    failed = sum(outcome.result == "failed" for outcome in outcomes)
    print(f"\n{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

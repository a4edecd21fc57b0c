"""Plant bugs, run the tests on each, and report which ones nobody noticed.

Each worker has a copy of the repository of its own. Results are kept in a file, so that a run that was stopped goes on
where it was. Exit status 1 tells that fewer were noticed than are asked for.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from cosmic_ray.mutating import mutate_and_test

from .sample import Mutant, sample

TIMEOUT = 900
"""Seconds after which a bug counts as noticed: it made the tests hang."""

LEFT_OUT = shutil.ignore_patterns(".*", "docs", "build", "dist", "__pycache__", "*.sqlite")


def main() -> int:
    """Run from the root of the repository."""
    given = _arguments()
    done = json.loads(given.results.read_text()) if given.results.exists() else {}
    mutants = {_name(mutant): mutant for mutant in sample(given.number, given.seed)}
    todo = [mutant for name, mutant in mutants.items() if name not in done]
    print(f"{len(mutants)} mutants, {len(todo)} of them to do")
    for result in _outcomes(todo, given.jobs):
        done[result["name"]] = result
        given.results.write_text(json.dumps(done, indent=1))
        print(f"{result['outcome']:9} {result['name']}", flush=True)
    return _report([done[name] for name in mutants if name in done], given.least)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m mutants", description=__doc__)
    parser.add_argument("--number", type=int, default=120, help="how many mutants")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many at a time")
    parser.add_argument("--results", type=Path, default=Path("mutants.json"), help="where results are kept")
    parser.add_argument("--least", type=float, default=0.85, help="share that must be noticed")
    return parser.parse_args()


def _name(mutant: Mutant) -> str:
    spec = mutant.spec
    return f"{spec.module_path}:{spec.start_pos[0]} {spec.operator_name.removeprefix('core/')} #{spec.occurrence}"


def _outcomes(mutants: list[Mutant], jobs: int) -> Iterator[dict[str, Any]]:
    with ProcessPoolExecutor(jobs, initializer=_enter_copy, initargs=(Path.cwd(),)) as pool:
        for future in as_completed([pool.submit(_outcome, mutant) for mutant in mutants]):
            yield future.result()


def _enter_copy(root: Path) -> None:
    copy = Path(tempfile.mkdtemp(prefix="mutants-")) / "copy"
    shutil.copytree(root, copy, ignore=LEFT_OUT)
    os.chdir(copy)
    os.environ["PYTHONPATH"] = str(copy / "src")


def _outcome(mutant: Mutant) -> dict[str, Any]:
    options = "-q -x -p no:cacheprovider -p mutants.shuffle --override-ini=addopts=--import-mode=importlib"
    command = f"{sys.executable} -m pytest {options} -p no:benchmark {' '.join(mutant.tests)}"
    result = mutate_and_test([mutant.spec], command, TIMEOUT)
    return {
        "name": _name(mutant),
        "area": mutant.area,
        "outcome": result.test_outcome.value if result.test_outcome else "no test",
        "diff": result.diff,
        "output": (result.output or "")[-2000:],
    }


def _report(results: list[dict[str, Any]], least: float) -> int:
    counts: dict[str, Counter[str]] = {}
    for result in results:
        counts.setdefault(result["area"], Counter())[result["outcome"]] += 1
    for area, outcomes in sorted(counts.items()):
        print(f"{area:9} {outcomes['killed']:4} of {outcomes.total():4} noticed ({_share(outcomes):.0%})")
    for result in results:
        if result["outcome"] != "killed":
            print(f"\n{result['name']}\n{result['diff']}")
    share = _share(sum(counts.values(), Counter()))
    print(f"{share:.1%} noticed, at least {least:.0%} asked for")
    return int(share < least)


def _share(outcomes: Counter[str]) -> float:
    return outcomes["killed"] / max(outcomes.total(), 1)


if __name__ == "__main__":
    sys.exit(main())

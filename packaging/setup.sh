# shellcheck shell=bash disable=SC2034
# What ./run, ./test and ./lint need of the machine; sourced by them. A Debian or Ubuntu machine gets
# what it lacks; others are told what to install.

# What the executable is built with (pip wants the certificates), and its unit tests and benchmarks.
BUILD_PACKAGES=(ca-certificates libcli11-dev libfmt-dev libisal-dev libxxhash-dev nlohmann-json3-dev zlib1g-dev
  libzstd-dev)
TEST_PACKAGES=(libgtest-dev libgmock-dev libbenchmark-dev)

say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }

die() {
  say "$@"
  exit 1
}

# The packages among "$@" that are not installed, one a line.
missing_packages() {
  local package
  for package in "$@"; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
      echo "$package"
  done
}

# Installs those of the apt packages "$@" that are missing.
need_packages() {
  if ! command -v apt-get >/dev/null; then
    say "no apt-get here; if the build fails, install what corresponds to: $*"
    return
  fi
  local missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  local as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "as root, please: apt-get install -y ${missing[*]}"
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
  # Without a network `update` prints errors and succeeds: only what is there in the end counts.
  "${apt[@]}" update >/dev/null || true
  "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null || true
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} == 0)) || die "could not install ${missing[*]} (is there a network?)"
}

# Prints a Python of at least 3.11 that can make virtual environments, or nothing.
find_python() {
  local python
  for python in python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
    if "$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' \
      2>/dev/null; then
      echo "$python"
      return
    fi
  done
}

# Installs what is missing of a compiler, Python and the apt packages "$@".
need_machine() {
  local packages=("$@")
  command -v g++ >/dev/null || packages+=(build-essential)
  [[ -n $(find_python) ]] || packages+=(python3 python3-venv)
  need_packages "${packages[@]}"
}

# Creates the virtual environment $1 unless it is there and its Python still starts.
need_venv() {
  "$1/bin/python" -c '' 2>/dev/null && return
  local python
  python=$(find_python)
  [[ -n $python ]] || die "Python 3.11 or newer with venv is needed, this is $(python3 --version)"
  rm -rf "$1"
  "$python" -m venv "$1"
}

# Runs a command whose output matters only if it fails; $1 is the file that keeps it.
quietly() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 && return
  tail -n 40 "$log" >&2
  die "that failed; the whole of it is in $log"
}

# Creates .venv-test under the repository $1, with everything that tests and linters import or call.
need_test_venv() {
  local venv=$1/.venv-test
  local requirements=("$1/tests/requirements.txt" "$1/packaging/tool-requirements.txt")
  local stamp=$venv/installed-requirements wanted
  need_venv "$venv"
  wanted=$(cat "${requirements[@]}" "$1/pyproject.toml" | sha256sum)
  [[ $(cat "$stamp" 2>/dev/null) == "$wanted" ]] && return
  local build_requirements
  mapfile -t build_requirements < <("$venv/bin/python" - "$1/pyproject.toml" <<'PYTHON'
import sys, tomllib
with open(sys.argv[1], "rb") as file:
    print(*tomllib.load(file)["build-system"]["requires"], sep="\n")
PYTHON
  )
  say "installing test tools into .venv-test: a minute, once"
  quietly "$venv/install.log" "$venv/bin/python" -m pip install "${build_requirements[@]}" \
    "${requirements[@]/#/--requirement=}"
  echo "$wanted" >"$stamp"
}

#!/usr/bin/env bash
# Builds the fuzz targets with the stable compiler and runs each: fuzz/run.sh RUNS [TARGET...].
#
# Everything that libFuzzer needs of the compiler can be had with plain flags, so cargo-fuzz and a
# nightly toolchain are not needed. There is no address sanitizer: no target has unsafe code.
set -euo pipefail
cd "$(dirname "$0")"

runs=$1
shift
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    targets=(frame_reader worker_message client_message state_machine)
fi

# A target of its own, so that build scripts are not instrumented.
host=$(rustc -vV | sed -n 's/^host: //p')
RUSTFLAGS="--cfg fuzzing -Ccodegen-units=1 -Cpasses=sancov-module \
-Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
-Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares" \
    cargo build --release --locked --target "$host" --target-dir target

for target in "${targets[@]}"; do
    echo "== $target: $runs runs"
    corpus=corpus/$target
    mkdir -p "$corpus" "artifacts/$target"
    # What was found stays there. -runs counts the corpus too.
    FUZZ_SEEDS=$corpus "target/$host/release/$target" \
        -runs="$runs" -seed="${FUZZ_SEED:-1}" -max_len="${FUZZ_MAX_LEN:-4096}" -timeout=10 -rss_limit_mb=1024 \
        -max_total_time="${FUZZ_SECONDS:-0}" -dict=jsonrpc.dict -verbosity="${FUZZ_VERBOSITY:-0}" \
        -artifact_prefix="artifacts/$target/" -print_final_stats=1 "$corpus"
done

#!/usr/bin/env bash
# Debian's emulator, a static shell and a kernel older than most, for tests/kernel. Does nothing
# where they are there; elsewhere than on Debian or Ubuntu, install the like by hand.
set -euo pipefail
cd "$(dirname "$0")/../.."
kernel=target/kernel
if ! command -v qemu-system-x86_64 >/dev/null || ! command -v busybox >/dev/null \
        || ! command -v cpio >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        qemu-system-x86 busybox-static cpio seabios
fi
if [ ! -e "$kernel/vmlinuz" ]; then
    mkdir -p "$kernel/deb"
    apt-get update -qq
    # The metapackage names the package that holds the kernel.
    package=$(apt-cache depends linux-image-cloud-amd64 | awk '/Depends: linux-image/ {print $2}')
    (cd "$kernel/deb" && apt-get download -qq "$package" && dpkg-deb -x linux-image-*.deb .)
    cp "$kernel"/deb/boot/vmlinuz-* "$kernel/vmlinuz"
    rm -rf "$kernel/deb"
fi

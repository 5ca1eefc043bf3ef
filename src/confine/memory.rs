//! How the C library's allocator uses the memory that RLIMIT_DATA allows.

/// Blocks from this size on get a mapping of their own, in bytes.
#[cfg(target_env = "gnu")]
const MAPPED_FROM: nix::libc::c_int = 256 * 1024;

/// Keeps large blocks in mappings of their own, which grow in place and go back to the kernel.
///
/// Left alone, glibc raises this threshold to the largest block ever freed (mallopt(3),
/// `M_MMAP_THRESHOLD`): after one long frame the next grows by copying inside a fragmented heap,
/// and needs more than twice its size of the DATA limit.
pub fn keep_large_blocks_apart() {
    #[cfg(target_env = "gnu")]
    // SAFETY: mallopt takes two numbers and no pointer; no other thread allocates meanwhile, because
    // `prepare` runs before any is started.
    unsafe {
        // It refuses only values above half of its largest heap, which this is far from.
        nix::libc::mallopt(nix::libc::M_MMAP_THRESHOLD, MAPPED_FROM);
    }
}

//! How the C library's allocator uses the memory that RLIMIT_DATA allows.

#![allow(unsafe_code, reason = "mallopt(3) has no safe form; other C libraries have none at all")]

/// Blocks from this size on get a mapping of their own, in bytes.
#[cfg(target_env = "gnu")]
const MAPPED_FROM: nix::libc::c_int = 256 * 1024;

/// Keeps large blocks in mappings of their own, which grow in place and go back to the kernel, and
/// all small ones in one heap, whichever thread asks.
///
/// Left alone, glibc raises this threshold to the largest block ever freed (mallopt(3),
/// `M_MMAP_THRESHOLD`): after one long frame the next grows by copying inside a fragmented heap,
/// and needs more than twice its size of the DATA limit.
/// And it gives a second thread a heap of its own (`M_ARENA_MAX`), for which it asks the kernel how
/// many processors there are: one more system call to allow.
pub fn keep_to_one_heap() {
    #[cfg(target_env = "gnu")]
    {
        set(nix::libc::M_MMAP_THRESHOLD, MAPPED_FROM);
        set(nix::libc::M_ARENA_MAX, 1);
    }
}

#[cfg(target_env = "gnu")]
fn set(parameter: nix::libc::c_int, value: nix::libc::c_int) {
    // SAFETY: mallopt takes two numbers and no pointer; no other thread allocates meanwhile, because
    // `prepare` runs before any is started.
    let accepted = unsafe { nix::libc::mallopt(parameter, value) };
    // It refuses only thresholds above half of its largest heap, and no number of arenas.
    debug_assert_eq!(accepted, 1, "mallopt({parameter}, {value})");
}

//! How much memory something takes. Only the fuzz targets count: without their allocator all is 0.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

/// The allocator took so many bytes.
pub fn taken(bytes: usize) {
    let live = LIVE.fetch_add(bytes, Relaxed).wrapping_add(bytes);
    PEAK.fetch_max(live, Relaxed);
}

/// The allocator gave back so many bytes.
pub fn given(bytes: usize) {
    LIVE.fetch_sub(bytes, Relaxed);
}

/// The most bytes that were allocated at once within `work`, beyond those before it.
pub fn peak_of(work: impl FnOnce()) -> usize {
    let before = LIVE.load(Relaxed);
    PEAK.store(before, Relaxed);
    work();
    PEAK.load(Relaxed) - before
}

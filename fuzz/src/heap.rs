//! Counts what is allocated, so that the targets can say that memory is bounded.

use std::alloc::{GlobalAlloc, Layout, System};

use crate::fuzz_checks::heap;

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

// SAFETY: every call is passed on to the system's allocator as it is; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        heap::taken(layout.size());
        // SAFETY: the caller keeps the conditions, which are the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        heap::given(layout.size());
        // SAFETY: the caller keeps the conditions, which are the same.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        heap::given(layout.size());
        heap::taken(size);
        // SAFETY: the caller keeps the conditions, which are the same.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

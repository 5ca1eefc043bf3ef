//! System calls as hostile code makes them: a number and words, past every library.

use std::cell::{Cell, RefCell};
use std::ffi::CStr;

use nix::errno::Errno;
use nix::libc;

/// What the kernel answered.
pub type Answer = Result<usize, Errno>;

/// Something that fits into a register.
pub trait Word {
    fn word(self) -> usize;
}

macro_rules! words {
    ($($kind:ty),*) => { $(
        impl Word for $kind {
            #[allow(
                clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::unnecessary_cast,
                reason = "a register holds the bits, sign-extended as the kernel expects them"
            )]
            fn word(self) -> usize { self as usize }
        }
    )* };
}
words!(i32, u32, i64, u64, usize);

impl<T> Word for *const T {
    fn word(self) -> usize {
        self as usize
    }
}

impl<T> Word for *mut T {
    fn word(self) -> usize {
        self as usize
    }
}

impl<T> Word for &T {
    fn word(self) -> usize {
        std::ptr::from_ref(self) as usize
    }
}

impl<T> Word for &mut T {
    fn word(self) -> usize {
        std::ptr::from_mut(self) as usize
    }
}

impl Word for &CStr {
    fn word(self) -> usize {
        self.as_ptr() as usize
    }
}

/// One system call.
pub fn call(number: libc::c_long, words: &[usize]) -> Answer {
    let mut all = [0; 6];
    all[..words.len()].copy_from_slice(words);
    let [a, b, c, d, e, f] = all;
    // SAFETY: a process that calls this has nothing to lose: it exists to try one act and to end.
    // What the kernel writes goes into buffers of this process that live as long as it does.
    let result = unsafe { libc::syscall(number, a, b, c, d, e, f) };
    Errno::result(result).map(i64::cast_unsigned).map(|value| value as usize)
}

/// A call that was noted instead of made.
pub struct Noted {
    /// Without `SYS_`, as the policy names it.
    pub name: &'static str,
    pub words: Vec<usize>,
}

thread_local! {
    /// Where this thread's calls are noted, if they are. Without a destructor: in a confined
    /// process the first look at it must need nothing.
    static NOTES: Cell<Option<&'static RefCell<Vec<Noted>>>> = const { Cell::new(None) };
}

/// The calls of an attempt, each of which is told that it gave 0, and none of which is made.
pub fn note(attempt: impl FnOnce()) -> Vec<Noted> {
    let notes: &RefCell<Vec<Noted>> = Box::leak(Box::default());
    NOTES.set(Some(notes));
    attempt();
    NOTES.set(None);
    notes.take()
}

/// What `sys!` does.
pub fn named(name: &'static str, number: libc::c_long, words: &[usize]) -> Answer {
    let Some(notes) = NOTES.get() else { return call(number, words) };
    let name = name.strip_prefix("SYS_").expect("a number's name");
    notes.borrow_mut().push(Noted { name, words: words.to_vec() });
    Ok(0)
}

/// `sys!(SYS_close, fd)`.
macro_rules! sys {
    ($name:ident $(, $word:expr)* $(,)?) => {
        $crate::raw::named(
            stringify!($name),
            nix::libc::$name,
            &[$($crate::raw::Word::word($word)),*],
        )
    };
}
pub(crate) use sys;

/// Zeroes for the kernel to read or write, never freed. Aligned for every structure.
pub fn buffer() -> *mut u64 {
    Box::leak(vec![0_u64; 8192].into_boxed_slice()).as_mut_ptr()
}

/// The same, beginning with these words.
pub fn record(words: &[u64]) -> *mut u64 {
    let mut all = vec![0_u64; 8192];
    all[..words.len()].copy_from_slice(words);
    Box::leak(all.into_boxed_slice()).as_mut_ptr()
}

/// The same, beginning with these bytes.
pub fn bytes(bytes: &[u8]) -> *mut u8 {
    let mut all = vec![0_u8; 65536];
    all[..bytes.len()].copy_from_slice(bytes);
    Box::leak(all.into_boxed_slice()).as_mut_ptr()
}

/// A system call that starts a task, after which the child ends at once.
pub fn start_task(number: libc::c_long, words: &[usize]) -> Answer {
    let answer = call(number, words);
    if answer == Ok(0) {
        leave(0);
    }
    answer
}

/// exit_group(2), which the filter allows.
pub fn leave(code: i32) -> ! {
    // SAFETY: _exit takes a number, runs no destructor, and does not return.
    unsafe { libc::_exit(code) }
}

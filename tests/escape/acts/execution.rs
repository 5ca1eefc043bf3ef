//! Other programs, processes and threads.

use std::sync::mpsc;
use std::thread;

use nix::errno::Errno;
use nix::libc::{self, AT_FDCWD};
use nix::sys::signal::Signal;

use crate::act::{Act, Need, act};
use crate::program::{SAYS_DONE, SAYS_TO};
use crate::raw::{Answer, record, start_task, sys};
use crate::world::World;

pub fn acts() -> Vec<Act> {
    let mut acts = programs();
    acts.extend(tasks());
    acts
}

fn programs() -> Vec<Act> {
    vec![
        act("execve", |w| {
            let arguments = [0_usize];
            sys!(SYS_execve, &*w.path("program"), arguments.as_ptr(), arguments.as_ptr())
        })
        .needs(Need::Folder)
        .before(keep_output)
        .second(Errno::ENOENT),
        act("execveat below a held folder", |w| {
            let arguments = [0_usize];
            sys!(SYS_execveat, w.fd, c"program", arguments.as_ptr(), arguments.as_ptr(), 0)
        })
        .needs(Need::OpenFolder)
        .before(keep_output)
        .second(Errno::EACCES),
        act("memfd_create and execveat", |_| {
            let fd = sys!(SYS_memfd_create, c"escape", libc::MFD_CLOEXEC)?;
            fill_and_execute(fd)
        })
        .before(keep_output)
        .second(Errno::EMFILE),
        act("execveat of a memfd of before the seal", |w| fill_and_execute(w.made[0]))
            .before(|w| {
                keep_output(w);
                let fd = sys!(SYS_memfd_create, c"escape", libc::MFD_CLOEXEC);
                w.made.push(fd.expect("a memfd"));
            })
            .second_kills(Signal::SIGXFSZ),
    ]
}

fn fill_and_execute(fd: usize) -> Answer {
    sys!(SYS_write, fd, SAYS_DONE.as_ptr(), SAYS_DONE.len())?;
    let arguments = [0_usize];
    let flags = libc::AT_EMPTY_PATH;
    sys!(SYS_execveat, fd, c"", arguments.as_ptr(), arguments.as_ptr(), flags)
}

/// Makes the output outlive an exec, under the number that the program knows.
fn keep_output(world: &mut World) {
    if world.output == i32::from(SAYS_TO) {
        sys!(SYS_fcntl, world.output, libc::F_SETFD, 0).expect("a descriptor");
    } else {
        sys!(SYS_dup3, world.output, i32::from(SAYS_TO), 0).expect("a descriptor");
    }
}

fn tasks() -> Vec<Act> {
    const CHILD: i32 = libc::SIGCHLD;
    vec![
        act("clone of a process", |_| start_task(libc::SYS_clone, &[CHILD as usize, 0, 0, 0, 0]))
            .second(Errno::EAGAIN),
        act("clone into a user namespace", |_| {
            let flags = (libc::CLONE_NEWUSER | CHILD) as usize;
            start_task(libc::SYS_clone, &[flags, 0, 0, 0, 0])
        }),
        act("clone3", |_| {
            // struct clone_args: flags, pidfd, child_tid, parent_tid, exit_signal, ...
            let arguments = record(&[0, 0, 0, 0, 17, 0, 0, 0]);
            start_task(libc::SYS_clone3, &[arguments as usize, 64])
        })
        .second(Errno::EAGAIN),
        act("a thread", |_| {
            let started = thread::Builder::new().spawn(|| {});
            started.map(|_| 0).map_err(|error| Errno::from_raw(error.raw_os_error().unwrap_or(0)))
        })
        .second(Errno::EAGAIN),
        act("an act of a thread of before the seal", |w| {
            // The ends of two channels, which the thread has the others of.
            let [go, done] = w.made[..] else { panic!("the thread has started") };
            // SAFETY: `before` has leaked both; nobody else uses them.
            let go = unsafe { &*(go as *const mpsc::SyncSender<()>) };
            // SAFETY: as above.
            let done = unsafe { &*(done as *const mpsc::Receiver<Answer>) };
            go.send(()).expect("the thread waits");
            done.recv().expect("the thread answers")
        })
        .before(|w| {
            let (go, waiting) = mpsc::sync_channel::<()>(1);
            let (answer, done) = mpsc::sync_channel::<Answer>(1);
            thread::spawn(move || {
                waiting.recv().expect("the main thread goes on");
                let _ = answer.send(sys!(SYS_openat, AT_FDCWD, c"/", libc::O_RDONLY));
            });
            w.made.push(Box::into_raw(Box::new(go)) as usize);
            w.made.push(Box::into_raw(Box::new(done)) as usize);
        })
        .second(Errno::EMFILE),
    ]
}

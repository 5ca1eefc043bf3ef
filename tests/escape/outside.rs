//! What the harness makes for one attempt: files, ports, processes, a terminal.

use std::any::Any;
use std::fs::{self, File, Permissions};
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::os::fd::{FromRawFd, OwnedFd, RawFd};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};

use nix::libc;
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use tempfile::TempDir;

use crate::act::Need;
use crate::harness::{Layers, Role};
use crate::program;
use crate::raw::sys;
use crate::role::{IDLE, SECRET};

/// Lives until the attempt is over.
pub struct Outside {
    /// For the attempt's command line.
    pub arguments: Vec<String>,
    /// Stays open in the attempt's process.
    pub inherited: Option<OwnedFd>,
    /// Owners of what the arguments name, dropped with this.
    _held: Box<dyn Any>,
}

impl Outside {
    fn new(held: impl Any) -> Self {
        Outside { arguments: Vec::new(), inherited: None, _held: Box::new(held) }
    }

    fn argue(mut self, key: &str, value: impl ToString) -> Self {
        self.arguments.push(format!("{key}={}", value.to_string()));
        self
    }

    fn inherit(mut self, fd: impl Into<OwnedFd>) -> Self {
        self.inherited = Some(fd.into());
        self
    }

    /// A sibling is confined by the layers of the attempt itself.
    pub fn make(need: Need, layers: &Layers) -> Self {
        let parent = &raw const SECRET as usize;
        match need {
            Need::Nothing => Outside::new(()).argue("address", parent),
            Need::Folder | Need::OpenFolder | Need::Readable | Need::Writable => files(need),
            Need::Port | Need::InheritedTcp | Need::UdpPort => network(need),
            Need::Abstract => unix_listener(),
            Need::SocketPair => {
                let (ours, theirs) = UnixStream::pair().expect("a pair");
                Outside::new(ours).inherit(theirs)
            }
            Need::Victim => process(&Layers::None),
            Need::Sibling => process(layers),
            Need::VictimHandle => with_handle(process(&Layers::None)),
            Need::SiblingHandle => with_handle(process(layers)),
            Need::Terminal => pseudo_terminal(),
            Need::SystemV => SystemV::outside(),
            Need::UtsNamespace => {
                Outside::new(()).inherit(File::open("/proc/self/ns/uts").expect("a namespace"))
            }
        }
    }
}

fn files(need: Need) -> Outside {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().to_owned();
    let mode = |name: &str, mode| {
        fs::set_permissions(path.join(name), Permissions::from_mode(mode)).expect("a mode");
    };
    mode("", 0o777);
    for (name, bits) in [("readable", 0o644), ("writable", 0o666), ("secret", 0o600)] {
        fs::write(path.join(name), b"content").expect("a file");
        mode(name, bits);
    }
    fs::create_dir(path.join("empty")).expect("a folder");
    fs::write(path.join("program"), program::SAYS_DONE).expect("a file");
    mode("program", 0o755);
    let text = path.to_str().expect("an ASCII path").to_owned();
    let outside = Outside::new(folder).argue("folder", text);
    let open = |name: &str| File::open(path.join(name)).expect("a file");
    match need {
        Need::OpenFolder => outside.inherit(open("")),
        Need::Readable => outside.inherit(open("readable")),
        Need::Writable => {
            let file = File::options().read(true).write(true).open(path.join("writable"));
            outside.inherit(file.expect("a file"))
        }
        _ => outside,
    }
}

fn network(need: Need) -> Outside {
    let any = (Ipv4Addr::LOCALHOST, 0);
    if need == Need::UdpPort {
        let socket = UdpSocket::bind(any).expect("a port");
        let port = socket.local_addr().expect("an address").port();
        return Outside::new(socket).argue("port", port);
    }
    let listener = TcpListener::bind(any).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let outside = Outside::new(listener).argue("port", port);
    if need == Need::Port {
        return outside;
    }
    let fd = sys!(SYS_socket, libc::AF_INET, libc::SOCK_STREAM | libc::SOCK_CLOEXEC, 0);
    outside.inherit(owned(fd.expect("a socket")))
}

fn owned(fd: usize) -> OwnedFd {
    let fd = RawFd::try_from(fd).expect("a descriptor");
    // SAFETY: the caller has just got it from the kernel, and nobody else knows its number.
    unsafe { OwnedFd::from_raw_fd(fd) }
}

fn unix_listener() -> Outside {
    let random = tempfile::Builder::new().prefix("escape-").tempfile().expect("a unique name");
    let name = random.path().file_name().expect("a name").to_str().expect("ASCII").to_owned();
    let address = SocketAddr::from_abstract_name(&name).expect("a short name");
    let listener = UnixListener::bind_addr(&address).expect("nobody has this name");
    Outside::new(listener).argue("socket", name)
}

fn process(layers: &Layers) -> Outside {
    let mut role = Role::start(IDLE, layers, &[], None);
    let address = role.hear();
    let pid = role.pid();
    Outside::new(role).argue("pid", pid).argue("address", address)
}

fn with_handle(outside: Outside) -> Outside {
    let pid = outside.arguments.iter().find_map(|argument| argument.strip_prefix("pid="));
    let pid = pid.and_then(|pid| Pid::from_raw(pid.parse().ok()?)).expect("a pid");
    let handle = pidfd_open(pid, PidfdFlags::empty()).expect("a live process");
    outside.inherit(handle)
}

fn pseudo_terminal() -> Outside {
    let pty = nix::pty::openpty(None, None).expect("a pseudo-terminal");
    Outside::new(pty.master).argue("terminal", "yes").inherit(pty.slave)
}

/// Objects that would outlive this process if they were not removed.
struct SystemV([i32; 3]);

impl SystemV {
    fn outside() -> Outside {
        let memory = sys!(SYS_shmget, libc::IPC_PRIVATE, 4096, 0o666);
        let semaphores = sys!(SYS_semget, libc::IPC_PRIVATE, 1, 0o666);
        let messages = sys!(SYS_msgget, libc::IPC_PRIVATE, 0o666);
        let id = |made: crate::raw::Answer| made.map_or(-1, |id| i32::try_from(id).expect("an id"));
        let ids = [id(memory), id(semaphores), id(messages)];
        let text = ids.map(|id| id.to_string()).join(",");
        Outside::new(SystemV(ids)).argue("sysv", text)
    }
}

impl Drop for SystemV {
    fn drop(&mut self) {
        let [memory, semaphores, messages] = self.0;
        // An object that could not be made cannot be removed.
        let _ = sys!(SYS_shmctl, memory, libc::IPC_RMID, 0);
        let _ = sys!(SYS_semctl, semaphores, 0, libc::IPC_RMID);
        let _ = sys!(SYS_msgctl, messages, libc::IPC_RMID, 0);
    }
}

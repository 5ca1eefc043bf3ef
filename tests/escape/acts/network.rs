//! Sockets of every family, and what they reach.

use nix::errno::Errno;
use nix::libc;

use super::why;
use crate::act::{Act, Need, act};
use crate::raw::{Answer, bytes, record, sys};
use crate::world::World;

/// No descriptor is given out after the seal.
const FULL: Errno = Errno::EMFILE;

pub fn acts() -> Vec<Act> {
    let mut acts = making();
    acts.extend(reaching());
    acts
}

fn stream(family: i32) -> Answer {
    sys!(SYS_socket, family, libc::SOCK_STREAM, 0)
}

fn making() -> Vec<Act> {
    vec![
        act("socket of Unix", |_| stream(libc::AF_UNIX)).second(FULL),
        act("socket of IPv4, TCP", |_| stream(libc::AF_INET)).second(FULL),
        act("socket of IPv4, UDP", |_| sys!(SYS_socket, libc::AF_INET, libc::SOCK_DGRAM, 0))
            .second(FULL),
        act("socket of IPv4, raw", |_| sys!(SYS_socket, libc::AF_INET, libc::SOCK_RAW, 1)),
        act("socket of IPv4, MPTCP", |_| {
            sys!(SYS_socket, libc::AF_INET, libc::SOCK_STREAM, libc::IPPROTO_MPTCP)
        })
        .second(FULL),
        act("socket of IPv6", |_| stream(libc::AF_INET6)).second(FULL),
        act("socket of netlink", |_| sys!(SYS_socket, libc::AF_NETLINK, libc::SOCK_RAW, 0))
            .second(FULL),
        act("socket of packets", |_| sys!(SYS_socket, libc::AF_PACKET, libc::SOCK_RAW, 0)),
        act("socket of virtual machines", |_| stream(libc::AF_VSOCK)).second(FULL),
        act("socket of the kernel's ciphers", |_| {
            sys!(SYS_socket, libc::AF_ALG, libc::SOCK_SEQPACKET, 0)
        })
        .second(FULL),
        act("socketpair", |_| {
            sys!(SYS_socketpair, libc::AF_UNIX, libc::SOCK_STREAM, 0, record(&[]))
        })
        .second(FULL),
    ]
}

/// struct sockaddr_in of a loopback port.
fn loopback(port: u16) -> *mut u8 {
    address([127, 0, 0, 1], port)
}

fn address(host: [u8; 4], port: u16) -> *mut u8 {
    let mut all = Vec::from(u16::try_from(libc::AF_INET).expect("a small number").to_ne_bytes());
    all.extend(port.to_be_bytes());
    all.extend(host);
    bytes(&all)
}

/// A socket of before the seal, as a worker might have inherited or made one.
fn own_socket(world: &mut World, family: i32, kind: i32) {
    world.made.push(sys!(SYS_socket, family, kind, 0).expect("a socket"));
}

fn connect_abstract(world: &World) -> Answer {
    let mut all = Vec::from(u16::try_from(libc::AF_UNIX).expect("a small number").to_ne_bytes());
    all.push(0);
    all.extend(world.socket_name.as_bytes());
    sys!(SYS_connect, world.made[0], bytes(&all), all.len())
}

fn reaching() -> Vec<Act> {
    let tcp: fn(&mut World) = |w| own_socket(w, libc::AF_INET, libc::SOCK_STREAM);
    let udp: fn(&mut World) = |w| own_socket(w, libc::AF_INET, libc::SOCK_DGRAM);
    vec![
        act("connect to a loopback port", |w| sys!(SYS_connect, w.made[0], loopback(w.port), 16))
            .needs(Need::Port)
            .before(tcp)
            .second(Errno::EACCES),
        act("connect to a loopback port by an inherited socket", |w| {
            sys!(SYS_connect, w.fd, loopback(w.port), 16)
        })
        .needs(Need::InheritedTcp)
        .second(Errno::EACCES),
        act("connect to an abstract Unix socket", connect_abstract)
            .needs(Need::Abstract)
            .before(|w| own_socket(w, libc::AF_UNIX, libc::SOCK_STREAM))
            .second(Errno::ECONNREFUSED),
        act("bind to a port", |w| sys!(SYS_bind, w.made[0], address([0; 4], 0), 16))
            .before(tcp)
            .second(Errno::EACCES),
        act("listen", |w| sys!(SYS_listen, w.made[0], 1))
            .before(tcp)
            .only_seccomp("Landlock asks who binds; in an own network namespace nobody calls"),
        act("sendto a loopback port, UDP", |w| {
            sys!(SYS_sendto, w.made[0], c"x", 1, 0, loopback(w.port), 16)
        })
        .needs(Need::UdpPort)
        .before(udp)
        .second(Errno::ENETUNREACH),
        act("sendmsg of two descriptors", |w| {
            // The limit of descriptors counts what is on its way already, so the first may pass.
            pass_descriptor(w.fd)?;
            pass_descriptor(w.fd)
        })
        .needs(Need::SocketPair)
        .second(Errno::ETOOMANYREFS),
        act("recvfrom", |w| sys!(SYS_recvfrom, w.fd, record(&[]), 1, libc::MSG_DONTWAIT, 0, 0))
            .needs(Need::SocketPair)
            .granted(Errno::EAGAIN)
            .only_seccomp(why::HELD),
        act("setsockopt", |w| {
            let on = record(&[1]);
            sys!(SYS_setsockopt, w.fd, libc::SOL_SOCKET, libc::SO_PASSCRED, on, 4)
        })
        .needs(Need::SocketPair)
        .only_seccomp(why::HELD),
    ]
}

/// One byte and, beside it, fd 0.
fn pass_descriptor(socket: i32) -> Answer {
    const RIGHTS_BYTES: u64 = 20;
    let text = record(&[u64::from(b'x')]);
    let vector = record(&[text as u64, 1]);
    // struct cmsghdr: length, level SOL_SOCKET and type SCM_RIGHTS, the descriptor 0.
    let control = record(&[RIGHTS_BYTES, 1 | (1 << 32), 0]);
    // struct msghdr: name, its length, vector, its length, control, its length, flags.
    let message = record(&[0, 0, vector as u64, 1, control as u64, 24, 0]);
    sys!(SYS_sendmsg, socket, message, 0)
}

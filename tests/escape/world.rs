//! What the process that tries an act knows: its layers and what the harness made for it.

use std::ffi::CString;
use std::os::fd::RawFd;

use mpy::confine::layer::Layer;

/// On the command line as `key=value`, all of it optional but `act`.
#[derive(Debug)]
pub struct World {
    pub act: String,
    /// The layers that hold; `None` is an unconfined process.
    pub layers: Option<Vec<Layer>>,
    pub folder: String,
    pub port: u16,
    pub socket_name: String,
    pub pid: i32,
    /// The harness, which started this process.
    pub parent: i32,
    pub group: i32,
    /// Of a byte in the process `pid`, or in the parent.
    pub address: usize,
    /// The identifiers of System V objects: memory, semaphores, messages.
    pub system_v: [i32; 3],
    /// Inherited beside the pipes; -1 for none.
    pub fd: RawFd,
    /// Whether the process must first be given its terminal by a process in between.
    pub terminal: bool,
    /// Whether the process first enters a user namespace that has one user and denies setgroups(2),
    /// as everybody may make one.
    pub lonely: bool,
    pub input: RawFd,
    pub output: RawFd,
    /// What the act's `before` left for its attempt.
    pub made: Vec<usize>,
}

impl World {
    pub fn parse(arguments: &[String]) -> Self {
        let mut world = World {
            act: String::new(),
            layers: None,
            folder: String::new(),
            port: 0,
            socket_name: String::new(),
            pid: 0,
            parent: nix::unistd::getppid().as_raw(),
            group: nix::unistd::getpgrp().as_raw(),
            address: 0,
            system_v: [-1; 3],
            fd: -1,
            terminal: false,
            lonely: false,
            input: 0,
            output: 1,
            made: Vec::new(),
        };
        for argument in arguments {
            let (key, value) = argument.split_once('=').expect("key=value");
            world.set(key, value);
        }
        world
    }

    fn set(&mut self, key: &str, value: &str) {
        match key {
            "act" => value.clone_into(&mut self.act),
            "layers" => {
                let names = value.split(',').filter(|name| !name.is_empty());
                self.layers = Some(names.map(|name| name.parse().expect("a layer")).collect());
            }
            "folder" => value.clone_into(&mut self.folder),
            "port" => self.port = value.parse().expect("a port"),
            "socket" => value.clone_into(&mut self.socket_name),
            "pid" => self.pid = value.parse().expect("a pid"),
            "address" => self.address = value.parse().expect("an address"),
            "sysv" => {
                let ids: Vec<i32> = value.split(',').map(|id| id.parse().expect("an id")).collect();
                self.system_v = ids.try_into().expect("three ids");
            }
            "fd" => self.fd = value.parse().expect("a descriptor"),
            "terminal" => self.terminal = true,
            "lonely" => self.lonely = true,
            _ => panic!("unknown argument {key}"),
        }
    }

    /// A path in the folder, or the folder itself.
    pub fn path(&self, name: &str) -> CString {
        let path =
            if name.is_empty() { self.folder.clone() } else { format!("{}/{name}", self.folder) };
        CString::new(path).expect("no NUL in a path")
    }

    pub fn holds(&self, layer: Layer) -> bool {
        self.layers.as_ref().is_some_and(|layers| layers.contains(&layer))
    }
}

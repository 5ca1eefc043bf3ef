//! What this machine and this user offer: which layers there are to refuse anything.

use std::io::{self, Write};

use libtest_mimic::Failed;
use mpy::confine::layer::Layer;

use crate::harness::{Layers, Role};
use crate::role::{LAYER, NO_NAMESPACE, PROBE};

/// The first Landlock interface that keeps signals and abstract sockets away as well.
const SCOPES: u32 = 6;

/// Root of a user namespace with one user cannot become nobody, and is confined all the same.
pub fn lonely_root_is_confined() -> Result<(), Failed> {
    let lonely = ["lonely=yes".to_owned()];
    let (status, output, stderr) = Role::start(PROBE, &Layers::All, &lonely, None).rest();
    if status.code() == Some(NO_NAMESPACE) {
        let _ = writeln!(io::stderr(), "SKIPPED: user namespaces are refused here");
        return Ok(());
    }
    let line = output.lines().find(|line| line.starts_with("layer user false "));
    match line {
        Some(_) if status.success() => Ok(()),
        _ => Err(format!("{status}: {output}{stderr}").into()),
    }
}

#[derive(Debug, Clone)]
pub struct Surroundings {
    missing: Vec<Layer>,
    root: bool,
    /// Why the committed table cannot be compared with a run here.
    pub unlike_table: Option<&'static str>,
}

impl Surroundings {
    /// Asks a process that takes every step.
    pub fn look() -> Self {
        let (status, output, stderr) = Role::start(PROBE, &Layers::All, &[], None).rest();
        assert!(status.success(), "a process cannot be confined here: {stderr}");
        let lines: Vec<&str> = output.lines().filter_map(|line| line.strip_prefix(LAYER)).collect();
        let detail = |layer: Layer| {
            let line = lines.iter().find_map(|line| line.strip_prefix(layer.name()));
            line.unwrap_or_else(|| panic!("no {layer:?} in {output}")).trim_start()
        };
        let has = |layer: &Layer| detail(*layer).starts_with("true ");
        let missing: Vec<Layer> = Layer::ALL.into_iter().filter(|layer| !has(layer)).collect();
        let root = nix::unistd::geteuid().is_root();
        let interface = detail(Layer::Landlock).split("interface ").nth(1);
        let interface = interface.and_then(|text| text.split(':').next()?.parse().ok());
        let namespaces = detail(Layer::Namespaces);
        let unlike_table = if !root {
            Some("this user is not root")
        } else if !missing.is_empty() {
            Some("a layer is missing")
        } else if !namespaces.contains("user, ")
            || !namespaces.contains("an empty root file system")
        {
            Some("a namespace is missing, or the root file system stays")
        } else if interface < Some(SCOPES) {
            Some("this kernel's Landlock knows neither signals nor abstract sockets")
        } else {
            None
        };
        Surroundings { missing, root, unlike_table }
    }

    /// Whether a layer can refuse anything here. To an ordinary user, user and capabilities are
    /// nothing that is taken away.
    pub fn counts(&self, layer: Layer) -> bool {
        let taken = self.root || !matches!(layer, Layer::User | Layer::Capabilities);
        taken && !self.missing.contains(&layer)
    }
}

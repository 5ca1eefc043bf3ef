//! The data file `artifact.toml`: what the artifact is and where things are in it.

use serde::Deserialize;

use crate::error::BuildError;
use crate::roots::Spec;

/// The files that the patches name.
const PATCHES: [(&str, &str); 27] = [
    ("binary_op.wat", include_str!("../patches/binary_op.wat")),
    ("class_check.wat", include_str!("../patches/class_check.wat")),
    ("class_operator.wat", include_str!("../patches/class_operator.wat")),
    ("compare_bytes.wat", include_str!("../patches/compare_bytes.wat")),
    ("count.wat", include_str!("../patches/count.wat")),
    ("equal.wat", include_str!("../patches/equal.wat")),
    ("float_hash.wat", include_str!("../patches/float_hash.wat")),
    ("gc_alloc.wat", include_str!("../patches/gc_alloc.wat")),
    ("gc_collect.wat", include_str!("../patches/gc_collect.wat")),
    ("gc_collect_root.wat", include_str!("../patches/gc_collect_root.wat")),
    ("gc_sweep.wat", include_str!("../patches/gc_sweep.wat")),
    ("hook.wat", include_str!("../patches/hook.wat")),
    ("native.wat", include_str!("../patches/native.wat")),
    ("iternext.wat", include_str!("../patches/iternext.wat")),
    ("load_method.wat", include_str!("../patches/load_method.wat")),
    ("mapping.wat", include_str!("../patches/mapping.wat")),
    ("native_part.wat", include_str!("../patches/native_part.wat")),
    ("native_subscr.wat", include_str!("../patches/native_subscr.wat")),
    ("new_str_checked.wat", include_str!("../patches/new_str_checked.wat")),
    ("new_str_via_qstr.wat", include_str!("../patches/new_str_via_qstr.wat")),
    ("plain_texts.wat", include_str!("../patches/plain_texts.wat")),
    ("print_printable.wat", include_str!("../patches/print_printable.wat")),
    ("qstr_find_strn.wat", include_str!("../patches/qstr_find_strn.wat")),
    ("reflected.wat", include_str!("../patches/reflected.wat")),
    ("str_index.wat", include_str!("../patches/str_index.wat")),
    ("subscr.wat", include_str!("../patches/subscr.wat")),
    ("utf8_length.wat", include_str!("../patches/utf8_length.wat")),
];

/// Contents of `artifact.toml`, which also explains each entry.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    pub wheel: Wheel,
    pub artifact: Artifact,
    pub functions: Functions,
    pub globals: Globals,
    pub memory: Memory,
    pub objects: Objects,
    pub state: State,
    pub names: Names,
    #[serde(rename = "type")]
    pub type_object: TypeObject,
    /// What the roots pass must know.
    pub roots: Spec,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wheel {
    pub project: String,
    pub version: String,
    pub sha256: String,
    pub member: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Artifact {
    pub name: String,
    pub version: String,
    pub bytes: u64,
    pub sha256: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Functions {
    pub malloc: u32,
    pub free: u32,
    pub gc_alloc: u32,
    pub gc_free: u32,
    pub gc_collect: u32,
    pub m_malloc: u32,
    pub raise_msg: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Globals {
    pub stack_pointer: u32,
    pub stack_pointer_initial: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    pub initial_pages: u32,
    pub data_end: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objects {
    pub state: u32,
    pub str_type: u32,
    pub bytes_type: u32,
    pub bytearray_type: u32,
    pub int_type: u32,
    pub float_type: u32,
    pub tuple_type: u32,
    pub list_type: u32,
    pub dict_type: u32,
    pub type_error: u32,
    pub value_error: u32,
    pub index_error: u32,
    pub overflow_error: u32,
    pub module_maps: Vec<u32>,
    pub constants_map: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub stack_limit: u32,
    pub gc_lock_depth: u32,
    pub dict_locals: u32,
    pub dict_globals: u32,
    pub last_name_pool: u32,
    pub last_name_chunk: u32,
    pub nlr_top: u32,
    pub pending_exception: u32,
    pub opt_level: u32,
    pub sched_state: u32,
    pub sched_len: u32,
    pub sched_idx: u32,
    pub builtins_override: u32,
    pub host_buffer: u32,
    pub host_buffer_capacity: u32,
    pub gc_table: u32,
    pub gc_table_len: u32,
    pub gc_finalisers: u32,
    pub gc_pool_start: u32,
    pub gc_pool_end: u32,
    pub gc_search_start: u32,
    pub gc_last_used: u32,
    pub gc_auto_collect: u32,
    pub gc_alloc_amount: u32,
    pub gc_alloc_threshold: u32,
}

/// Addresses of the index of names, and its bounds (`src/names_index.rs`).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    pub indexed: u32,
    pub small_free: u32,
    pub small_capacity: u32,
    pub characters: u32,
    pub large_table: u32,
    pub large_cells: u32,
    pub large_capacity: u32,
    pub pool: u32,
    pub end: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeObject {
    pub call_slot: u32,
    pub slots: u32,
}

impl Facts {
    /// Reads the data file compiled into this crate.
    pub fn load() -> Result<Facts, BuildError> {
        let mut facts: Facts =
            toml::from_str(include_str!("../artifact.toml")).map_err(BuildError::Facts)?;
        let roots = &mut facts.roots;
        let patches = roots.patch.iter_mut().map(|patch| &mut patch.wat);
        for wat in patches.chain(roots.add.iter_mut().map(|add| &mut add.wat)) {
            let text = PATCHES.iter().find(|(name, _)| *name == *wat);
            let (_, text) = text.ok_or_else(|| BuildError::Patch(wat.clone()))?;
            *wat = (*text).to_owned();
        }
        Ok(facts)
    }
}

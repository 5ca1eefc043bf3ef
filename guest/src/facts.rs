//! The data file `artifact.toml`: what the artifact is and where things are in it.

use serde::Deserialize;

use crate::error::BuildError;
use crate::patches;
use crate::roots::Spec;

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
    pub free: Free,
    /// Folders of `patches/`.
    pub patches: Vec<String>,
    /// What the roots pass must know; the patches are added to it.
    pub roots: Spec,
    /// What the names in the patches stand for.
    #[serde(skip)]
    pub patch_names: patches::Names,
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
    /// Where `gc_alloc` finds how much of the allocation table belongs to the library.
    pub search_floor: [u32; 2],
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
    pub complex_type: u32,
    pub tuple_type: u32,
    pub list_type: u32,
    pub dict_type: u32,
    pub type_error: u32,
    pub value_error: u32,
    pub index_error: u32,
    pub overflow_error: u32,
    pub zero_division_error: u32,
    pub key_error: u32,
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

/// What new functions and static data get: the first free function index, place in the table, and address.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Free {
    pub function: u32,
    pub slot: u32,
    pub address: u32,
    pub address_end: u32,
}

impl Facts {
    /// Reads the data file compiled into this crate, and the folders that it names.
    pub fn load() -> Result<Facts, BuildError> {
        let mut facts: Facts =
            toml::from_str(include_str!("../artifact.toml")).map_err(BuildError::Facts)?;
        facts.patch_names = patches::read(&facts.patches, &facts.free, &mut facts.roots)?;
        Ok(facts)
    }
}

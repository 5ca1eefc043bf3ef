//! The description of a parked interpreter: what the worker must know to run it.
//!
//! Written by the build and read by the worker, which includes this very file.

/// First bytes of the description.
const MAGIC: &[u8; 8] = b"mpyparkd";

/// Raised whenever a field is added, removed or changes its meaning.
const VERSION: u32 = 4;

/// Why a description was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParkedError {
    #[error("the description has {found} bytes instead of {wanted}")]
    Length { found: usize, wanted: usize },
    #[error("the description does not begin with its magic bytes")]
    Magic,
    #[error("the description has version {found}, this program reads version {VERSION}")]
    Version { found: u32 },
    #[error("the description's checksum does not hold")]
    Checksum,
}

macro_rules! parked {
    ($($(#[$doc:meta])* $field:ident,)*) => {
        /// Addresses, offsets and sizes in bytes; all of them hold for one image only.
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct Parked { $($(#[$doc])* pub $field: u32,)* }

        impl Parked {
            const FIELDS: usize = [$(stringify!($field)),*].len();

            fn words(&self) -> [u32; Self::FIELDS] {
                [$(self.$field),*]
            }

            fn from_words(words: [u32; Self::FIELDS]) -> Parked {
                let [$($field),*] = words;
                Parked { $($field),* }
            }
        }
    };
}

parked! {
    /// Size of the memory that the module starts with.
    memory_bytes,
    /// Stack pointer between runs, and the guard bytes at the low end of the stack.
    stack_pointer,
    stack_guard,
    stack_guard_bytes,
    /// The word at the lowest address of the guard; the rest of the guard is zero.
    stack_canary,
    /// The three functions of `bootstrap.py`, and the dictionaries of user globals and of built-in names.
    compile_source,
    execute,
    describe,
    user_globals,
    builtin_names,
    /// The exception that ends a run whose time is up, and the bytearray that is memory in reserve.
    interrupt,
    spare,
    /// Allocation table of the heap at boot; the worker moves the tables to the end of the memory.
    boot_table,
    boot_table_len,
    boot_finalisers,
    pool_start,
    /// Bytes of the heap's pool that boot needed, for the library above all; a session gets its own on top.
    boot_heap_bytes,
    /// Type objects.
    str_type,
    bytes_type,
    bytearray_type,
    int_type,
    float_type,
    complex_type,
    tuple_type,
    list_type,
    dict_type,
    type_error,
    value_error,
    index_error,
    overflow_error,
    zero_division_error,
    key_error,
    type_call_slot,
    type_slots,
    /// Addresses in the interpreter's state; `guest/artifact.toml` explains each.
    last_pool,
    gc_lock_depth,
    dict_locals,
    dict_globals,
    nlr_top,
    pending_exception,
    opt_level,
    sched_state,
    sched_len,
    sched_idx,
    builtins_override,
    host_buffer,
    host_buffer_capacity,
    gc_table,
    gc_table_len,
    gc_finalisers,
    gc_pool_end,
    gc_search_start,
    gc_last_used,
    gc_auto_collect,
    gc_alloc_threshold,
}

impl Parked {
    /// Bytes of an encoded description.
    pub const ENCODED_BYTES: usize = MAGIC.len() + 4 + 4 * Parked::FIELDS + 4;

    /// Magic, version, fields, checksum; all words little-endian.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        for word in self.words() {
            bytes.extend(word.to_le_bytes());
        }
        bytes.extend(checksum(&bytes).to_le_bytes());
        bytes
    }

    pub fn decode(bytes: &[u8]) -> Result<Parked, ParkedError> {
        let length = ParkedError::Length { found: bytes.len(), wanted: Parked::ENCODED_BYTES };
        let Some(rest) = bytes.strip_prefix(MAGIC) else {
            return Err(ParkedError::Magic);
        };
        let (words, []) = rest.as_chunks::<4>() else {
            return Err(length);
        };
        let words: Vec<u32> = words.iter().map(|word| u32::from_le_bytes(*word)).collect();
        let [version, fields @ .., sum] = words.as_slice() else {
            return Err(length);
        };
        if *version != VERSION {
            return Err(ParkedError::Version { found: *version });
        }
        let fields = <[u32; Parked::FIELDS]>::try_from(fields).map_err(|_| length)?;
        if *sum != checksum(&bytes[..bytes.len() - 4]) {
            return Err(ParkedError::Checksum);
        }
        Ok(Parked::from_words(fields))
    }
}

/// FNV-1a, 32 bits: finds damage, not malice; the description comes with the program.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

//! Message digests, by their names in `hashlib`.

#![forbid(unsafe_code)]

use blake2::digest::{Update, VariableOutput};
use blake2::{Blake2bVar, Blake2sVar};
use md5::Md5;
use sha1::Sha1;
use sha2::digest::Digest;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512};

use super::object::Object;
use super::value::Value;
use super::{Call, Exhausted};

/// What a block of 64 or 128 bytes costs, more or less.
const FUEL_PER_BYTE: u64 = 1;
const FUEL: u64 = 500;

impl Call<'_> {
    /// `digest(name, data)`: bytes, or `None` for a name that is not known.
    pub(super) fn digest(&self) -> Result<Value, Exhausted> {
        let (Object::Str(name), Some(data)) = (self.object(1), self.bytes(2)) else {
            return Ok(Value::None);
        };
        let fuel = FUEL + FUEL_PER_BYTE * data.len() as u64;
        self.budget.take(fuel)?;
        let digest = match name {
            b"md5" => Md5::digest(data).to_vec(),
            b"sha1" => Sha1::digest(data).to_vec(),
            b"sha224" => Sha224::digest(data).to_vec(),
            b"sha256" => Sha256::digest(data).to_vec(),
            b"sha384" => Sha384::digest(data).to_vec(),
            b"sha512" => Sha512::digest(data).to_vec(),
            b"sha3_224" => Sha3_224::digest(data).to_vec(),
            b"sha3_256" => Sha3_256::digest(data).to_vec(),
            b"sha3_384" => Sha3_384::digest(data).to_vec(),
            b"sha3_512" => Sha3_512::digest(data).to_vec(),
            name => match blake2(name, data) {
                Some(digest) => digest,
                None => return Ok(Value::None),
            },
        };
        Ok(Value::Bytes(digest))
    }
}

/// BLAKE2 with the size of its digest in bits behind the name, as in `blake2b-256`, or its largest.
fn blake2(name: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    fn of<H: VariableOutput + Update>(most: usize, bits: &str, data: &[u8]) -> Option<Vec<u8>> {
        let bytes = match bits.strip_prefix('-') {
            Some(bits) => bits.parse::<usize>().ok()? / 8,
            None => most,
        };
        let mut hasher = H::new(bytes).ok()?;
        hasher.update(data);
        Some(hasher.finalize_boxed().into_vec())
    }
    let name = std::str::from_utf8(name).ok()?;
    if let Some(bits) = name.strip_prefix("blake2b") {
        return of::<Blake2bVar>(64, bits, data);
    }
    of::<Blake2sVar>(32, name.strip_prefix("blake2s")?, data)
}

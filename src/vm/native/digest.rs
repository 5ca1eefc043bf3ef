//! Message digests, by their names in `hashlib`.

#![forbid(unsafe_code)]

use blake2::{Blake2b512, Blake2s256};
use md5::Md5;
use sha1::Sha1;
use sha2::digest::Digest;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512};

use super::object::Object;
use super::value::Value;
use super::{Call, Exhausted};

/// What a block of 64 or 128 bytes costs, more or less.
const FUEL_PER_BYTE: u64 = 4;
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
            b"blake2b" => Blake2b512::digest(data).to_vec(),
            b"blake2s" => Blake2s256::digest(data).to_vec(),
            _ => return Ok(Value::None),
        };
        Ok(Value::Bytes(digest))
    }
}

//! Reads objects of the guest's. Whatever a word of the memory says, nothing outside of it is read.

#![forbid(unsafe_code)]

use num_bigint::{BigInt, Sign};

use crate::vm::guest::{self, FALSE, NONE, TRUE};
use crate::vm::snapshot::Parked;

// Where the objects have their fields (py/objstr.h, objlist.h, objtuple.h, objarray.h, objfloat.c, mpz.h).
const STR_LEN: u32 = 8;
const STR_DATA: u32 = 12;
const LIST_LEN: u32 = 8;
const LIST_ITEMS: u32 = 12;
const TUPLE_LEN: u32 = 4;
const TUPLE_ITEMS: u32 = 8;
const ARRAY_LEN: u32 = 8;
const ARRAY_ITEMS: u32 = 12;
const FLOAT_VALUE: u32 = 8;
const COMPLEX_IMAGINARY: u32 = 16;
const INT_FLAGS: u32 = 4;
const INT_LEN: u32 = 8;
const INT_DIGITS: u32 = 12;
const INSTANCE_PART: u32 = 16;
const TYPE_FLAGS: u32 = 4;
const TYPE_NAME: u32 = 6;

/// A flag of the types that are classes written in Python.
const TYPE_OF_INSTANCES: u16 = 512;

// A pool of interned strings (`qstr_pool_t`, py/qstr.h).
const POOL_BEFORE: u32 = 4;
const POOL_COUNT: u32 = 12;
const POOL_LENGTHS: u32 = 20;
const POOL_ADDRESSES: u32 = 24;

/// Most pools of interned strings that are looked through: each is larger than the one before.
const MOST_POOLS: usize = 64;

/// An object, as far as native functions know its kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Object<'m> {
    None,
    Bool(bool),
    /// A small integer.
    Int(i32),
    Big(Big<'m>),
    Float(f64),
    Complex(f64, f64),
    /// The bytes of a `str`: UTF-8, unless somebody tampered with them.
    Str(&'m [u8]),
    Bytes(&'m [u8]),
    /// A bytearray: address and length of its bytes, which a function may write.
    ByteArray(u32, u32),
    Tuple(Items<'m>),
    List(Items<'m>),
    Dict(Entries<'m>),
    /// Anything else, instances of subclasses among them.
    Other,
}

/// An integer that is not small: 16 bits a digit, the least significant digit first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Big<'m> {
    pub negative: bool,
    pub digits: &'m [u8],
}

impl Big<'_> {
    pub fn value(&self) -> BigInt {
        let sign = if self.negative { Sign::Minus } else { Sign::Plus };
        BigInt::from_bytes_le(sign, self.digits)
    }
}

/// Object words, one after another.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Items<'m>(&'m [u8]);

/// Keys and values of a dictionary's table, with holes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entries<'m>(&'m [u8]);

impl Items<'_> {
    pub fn len(&self) -> usize {
        self.0.len() / 4
    }

    pub fn words(&self) -> impl Iterator<Item = u32> {
        self.0.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word))
    }
}

impl<'m> Entries<'m> {
    /// Places in the table, used and free.
    pub fn capacity(&self) -> usize {
        self.0.len() / 8
    }

    /// Keys and values in the order of the table.
    pub fn pairs(self) -> impl Iterator<Item = (u32, u32)> + 'm {
        // No entry (0), and one that was deleted (4).
        let words = |entry: &[u8; 8]| {
            let word =
                |at| u32::from_le_bytes([entry[at], entry[at + 1], entry[at + 2], entry[at + 3]]);
            (word(0), word(4))
        };
        self.0.as_chunks::<8>().0.iter().map(words).filter(|(key, _)| !matches!(key, 0 | 4))
    }
}

/// The guest's memory and where things are in it.
#[derive(Clone, Copy)]
pub struct Reader<'m> {
    pub memory: &'m [u8],
    pub parked: &'m Parked,
}

impl<'m> Reader<'m> {
    /// The object that a word stands for; an address outside of the memory is of no known kind.
    pub fn object(&self, word: u32) -> Object<'m> {
        match word {
            NONE => Object::None,
            FALSE => Object::Bool(false),
            TRUE => Object::Bool(true),
            small if small & 1 == 1 => Object::Int(small.cast_signed() >> 1),
            name if name & 7 == 2 => self.interned(name >> 3).map_or(Object::Other, Object::Str),
            address => self.at(address).unwrap_or(Object::Other),
        }
    }

    fn at(&self, address: u32) -> Option<Object<'m>> {
        if !address.is_multiple_of(4) {
            return None;
        }
        let parked = self.parked;
        let word = |offset| guest::u32_at(self.memory, address.checked_add(offset)?);
        let bytes = |at, len| guest::slice(self.memory, at, len);
        let float = |offset| {
            let value = bytes(address.checked_add(offset)?, 8)?.first_chunk()?;
            Some(f64::from_le_bytes(*value))
        };
        let kind = word(0)?;
        Some(if kind == parked.str_type {
            Object::Str(bytes(word(STR_DATA)?, word(STR_LEN)?)?)
        } else if kind == parked.bytes_type {
            Object::Bytes(bytes(word(STR_DATA)?, word(STR_LEN)?)?)
        } else if kind == parked.float_type {
            Object::Float(float(FLOAT_VALUE)?)
        } else if kind == parked.complex_type {
            Object::Complex(float(FLOAT_VALUE)?, float(COMPLEX_IMAGINARY)?)
        } else if kind == parked.list_type {
            Object::List(Items(bytes(word(LIST_ITEMS)?, word(LIST_LEN)?.checked_mul(4)?)?))
        } else if kind == parked.tuple_type {
            let items = address.checked_add(TUPLE_ITEMS)?;
            Object::Tuple(Items(bytes(items, word(TUPLE_LEN)?.checked_mul(4)?)?))
        } else if kind == parked.dict_type {
            // mp_map_t: flags and count, capacity, table.
            Object::Dict(Entries(bytes(word(12)?, word(8)?.checked_mul(8)?)?))
        } else if kind == parked.int_type {
            let digits = bytes(word(INT_DIGITS)?, word(INT_LEN)?.checked_mul(2)?)?;
            Object::Big(Big { negative: word(INT_FLAGS)? & 1 == 1, digits })
        } else if kind == parked.bytearray_type {
            Object::ByteArray(word(ARRAY_ITEMS)?, word(ARRAY_LEN)?)
        } else {
            Object::Other
        })
    }

    /// The part of an instance that its class has of a built-in type it derives from; otherwise the word itself.
    pub fn native_part(self, word: u32) -> u32 {
        if !self.is_instance(word) {
            return word;
        }
        let part = word.checked_add(INSTANCE_PART).and_then(|at| guest::u32_at(self.memory, at));
        part.unwrap_or(word)
    }

    /// Whether this is an instance of a class that is written in Python.
    pub fn is_instance(self, word: u32) -> bool {
        let kind = word.is_multiple_of(4).then(|| guest::u32_at(self.memory, word)).flatten();
        let flags = kind.and_then(|kind| kind.checked_add(TYPE_FLAGS));
        let flags = flags.and_then(|at| guest::u16_at(self.memory, at));
        flags.is_some_and(|flags| flags & TYPE_OF_INSTANCES != 0)
    }

    /// The name of the type of an object.
    pub fn type_name(self, word: u32) -> &'m str {
        match self.object(word) {
            Object::None => return "NoneType",
            Object::Bool(_) => return "bool",
            Object::Int(_) | Object::Big(_) => return "int",
            Object::Str(_) => return "str",
            _ => {}
        }
        let kind = word.is_multiple_of(4).then(|| guest::u32_at(self.memory, word)).flatten();
        let name = kind.and_then(|kind| kind.checked_add(TYPE_NAME));
        let name = name.and_then(|at| guest::u16_at(self.memory, at));
        let name = name.and_then(|name| self.interned(name.into()));
        name.and_then(|name| std::str::from_utf8(name).ok()).unwrap_or("object")
    }

    /// The text of an interned string.
    fn interned(&self, number: u32) -> Option<&'m [u8]> {
        let word = |address: u32| guest::u32_at(self.memory, address);
        let mut pool = word(self.parked.last_pool)?;
        for _ in 0..MOST_POOLS {
            // The highest bit says that the pool is sorted.
            let before = word(pool.checked_add(POOL_BEFORE)?)? & 0x7fff_ffff;
            if let Some(index) = number.checked_sub(before) {
                if index >= word(pool.checked_add(POOL_COUNT)?)? {
                    return None;
                }
                let lengths = word(pool.checked_add(POOL_LENGTHS)?)?;
                let len = *self.memory.get(lengths.checked_add(index)? as usize)?;
                let places = pool.checked_add(POOL_ADDRESSES)?;
                let address = word(places.checked_add(index.checked_mul(4)?)?)?;
                return guest::slice(self.memory, address, len.into());
            }
            pool = word(pool)?;
        }
        None
    }
}

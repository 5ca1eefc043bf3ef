//! The Mersenne Twister MT19937 with the seeding and the output functions that `random` documents.
//!
//! The state lies in the guest: 624 words of 32 bits, then the index of the next one, all little-endian.

#![forbid(unsafe_code)]

const WORDS: usize = 624;
const MIDDLE: usize = 397;

/// Bytes of a state.
pub const STATE_BYTES: u32 = 4 * (WORDS as u32 + 1);

/// A generator, read from its bytes and written back.
pub struct Twister {
    words: [u32; WORDS],
    index: usize,
}

impl Twister {
    /// None if the bytes are no state.
    pub fn read(bytes: &[u8]) -> Option<Twister> {
        let (chunks, []) = bytes.as_chunks::<4>() else { return None };
        let mut all = chunks.iter().map(|chunk| u32::from_le_bytes(*chunk));
        let mut words = [0; WORDS];
        for word in &mut words {
            *word = all.next()?;
        }
        let index = all.next()? as usize;
        (all.next().is_none() && index <= WORDS).then_some(Twister { words, index })
    }

    pub fn write(&self, bytes: &mut [u8]) {
        let words = self.words.iter().copied().chain([self.index as u32]);
        for (place, word) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(words) {
            *place = word.to_le_bytes();
        }
    }

    fn seeded(seed: u32) -> Twister {
        let mut words = [0; WORDS];
        words[0] = seed;
        for at in 1..WORDS {
            let before: u32 = words[at - 1];
            words[at] = (before ^ before >> 30).wrapping_mul(1_812_433_253).wrapping_add(at as u32);
        }
        Twister { words, index: WORDS }
    }

    /// `init_by_array` of the reference implementation; an empty key counts as a zero.
    pub fn from_key(key: &[u32]) -> Twister {
        let key = if key.is_empty() { &[0] } else { key };
        let mut twister = Twister::seeded(19_650_218);
        let words = &mut twister.words;
        let (mut at, mut from) = (1, 0);
        for _ in 0..WORDS.max(key.len()) {
            let before = words[at - 1];
            words[at] = (words[at] ^ (before ^ before >> 30).wrapping_mul(1_664_525))
                .wrapping_add(key[from])
                .wrapping_add(from as u32);
            at = next(words, at);
            from = (from + 1) % key.len();
        }
        for _ in 1..WORDS {
            let before = words[at - 1];
            words[at] = (words[at] ^ (before ^ before >> 30).wrapping_mul(1_566_083_941))
                .wrapping_sub(at as u32);
            at = next(words, at);
        }
        words[0] = 0x8000_0000;
        twister
    }

    /// The next 32 bits.
    pub fn next(&mut self) -> u32 {
        if self.index >= WORDS {
            self.twist();
        }
        let mut word = self.words[self.index];
        self.index += 1;
        word ^= word >> 11;
        word ^= word << 7 & 0x9d2c_5680;
        word ^= word << 15 & 0xefc6_0000;
        word ^ word >> 18
    }

    fn twist(&mut self) {
        let words = &mut self.words;
        for at in 0..WORDS {
            let joined = words[at] & 0x8000_0000 | words[(at + 1) % WORDS] & 0x7fff_ffff;
            let odd = if joined & 1 == 1 { 0x9908_b0df } else { 0 };
            words[at] = words[(at + MIDDLE) % WORDS] ^ joined >> 1 ^ odd;
        }
        self.index = 0;
    }

    /// 53 random bits as a number of [0, 1).
    pub fn float(&mut self) -> f64 {
        let (high, low) = (self.next() >> 5, self.next() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0
    }

    /// An integer of `bits` random bits, the least significant byte first.
    pub fn bits(&mut self, bits: u32) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(bits.div_ceil(32) as usize * 4);
        let mut left = bits;
        while left > 0 {
            let taken = left.min(32);
            bytes.extend((self.next() >> (32 - taken)).to_le_bytes());
            left -= taken;
        }
        bytes
    }
}

fn next(words: &mut [u32; WORDS], at: usize) -> usize {
    if at + 1 < WORDS {
        return at + 1;
    }
    words[0] = words[WORDS - 1];
    1
}

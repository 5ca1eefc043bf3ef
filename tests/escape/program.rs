//! A whole program in a few bytes: it says that it runs. It needs no loader and no library.

/// The number of the descriptor to which the program writes.
pub const SAYS_TO: u8 = 11;

const HEADER: usize = 64 + 56;
const ENTRY: u64 = 0x40_0000;

/// edi = 11; rsi = text; edx = 14; write; edi = 0; exit.
#[cfg(target_arch = "x86_64")]
const CODE: [u8; 34] = [
    0xbf, SAYS_TO, 0, 0, 0, 0x48, 0x8d, 0x35, 22, 0, 0, 0, 0xba, 14, 0, 0, 0, 0xb8, 1, 0, 0, 0,
    0x0f, 0x05, 0x31, 0xff, 0xb8, 60, 0, 0, 0, 0x0f, 0x05, 0x90,
];
/// x0 = 11; x1 = text; x2 = 14; x8 = write; svc; x0 = 0; x8 = exit; svc.
#[cfg(target_arch = "aarch64")]
const CODE: [u8; 32] = [
    0x60, 0x01, 0x80, 0xd2, 0xe1, 0x00, 0x00, 0x10, 0xc2, 0x01, 0x80, 0xd2, 0x08, 0x08, 0x80, 0xd2,
    0x01, 0x00, 0x00, 0xd4, 0x00, 0x00, 0x80, 0xd2, 0xa8, 0x0b, 0x80, 0xd2, 0x01, 0x00, 0x00, 0xd4,
];
const TEXT: &[u8; 14] = b"\noutcome done\n";

const LENGTH: usize = HEADER + CODE.len() + TEXT.len();

/// An ELF file with one loaded segment.
pub static SAYS_DONE: [u8; LENGTH] = elf();

const fn elf() -> [u8; LENGTH] {
    let machine = if cfg!(target_arch = "x86_64") { 62 } else { 183 };
    let mut file = [0; LENGTH];
    // ELF, 64 bits, little-endian, version 1; an executable; one program header after this one.
    put(&mut file, 0, &[0x7f, b'E', b'L', b'F', 2, 1, 1]);
    put(&mut file, 16, &[2, 0, machine, 0, 1]);
    put(&mut file, 24, &(ENTRY + HEADER as u64).to_le_bytes());
    put(&mut file, 32, &[64]);
    put(&mut file, 52, &[64, 0, 56, 0, 1, 0]);
    // A segment to load, readable and executable: the whole file at its address.
    put(&mut file, 64, &[1, 0, 0, 0, 5]);
    put(&mut file, 80, &ENTRY.to_le_bytes());
    put(&mut file, 88, &ENTRY.to_le_bytes());
    put(&mut file, 96, &(LENGTH as u64).to_le_bytes());
    put(&mut file, 104, &(LENGTH as u64).to_le_bytes());
    put(&mut file, 112, &0x1000_u64.to_le_bytes());
    put(&mut file, HEADER, &CODE);
    put(&mut file, HEADER + CODE.len(), TEXT);
    file
}

const fn put(file: &mut [u8; LENGTH], at: usize, bytes: &[u8]) {
    let mut next = 0;
    while next < bytes.len() {
        file[at + next] = bytes[next];
        next += 1;
    }
}

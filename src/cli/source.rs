//! Where the source of `run` comes from.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use crate::protocol::client_api::CODE_MAX;

/// Why there is no source.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    #[error("nothing to run: name a FILE, or - for standard input, or -c CODE (see --help)")]
    Nothing,
    #[error("cannot read {name}")]
    Read { name: String, source: io::Error },
    #[error("{name} is not UTF-8 (first wrong byte at {at})")]
    NotUtf8 { name: String, at: usize },
    #[error("{name} is longer than {CODE_MAX} bytes, the most that can be run at once")]
    TooLarge { name: String },
}

/// The source that the command line names.
pub fn read(file: Option<&Path>, code: Option<&str>) -> Result<String, SourceError> {
    if let Some(code) = code {
        return decode("the argument of -c".to_owned(), code.as_bytes().to_vec());
    }
    match file {
        None if io::stdin().is_terminal() => Err(SourceError::Nothing),
        None => from("standard input".to_owned(), Ok(io::stdin())),
        Some(path) if path == Path::new("-") => from("standard input".to_owned(), Ok(io::stdin())),
        Some(path) => from(path.display().to_string(), open(path)),
    }
}

fn open(path: &Path) -> io::Result<File> {
    let path: PathBuf = path.to_owned();
    if path.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    File::open(path)
}

fn from(name: String, reader: io::Result<impl Read>) -> Result<String, SourceError> {
    let mut bytes = Vec::new();
    let read = reader.and_then(|reader| reader.take(CODE_MAX as u64 + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => decode(name, bytes),
        Err(source) => Err(SourceError::Read { name, source }),
    }
}

fn decode(name: String, bytes: Vec<u8>) -> Result<String, SourceError> {
    if bytes.len() > CODE_MAX {
        return Err(SourceError::TooLarge { name });
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| SourceError::NotUtf8 { name, at: error.utf8_error().valid_up_to() })?;
    // Editors on Windows write a byte order mark, which Python allows.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_dropped_and_wrong_bytes_are_located() {
        let read = |bytes: &[u8]| decode("x".into(), bytes.to_vec());
        assert_eq!(read(b"\xef\xbb\xbfprint(1)").unwrap(), "print(1)");
        let error = read(b"abc\xff").unwrap_err();
        assert_eq!(error.to_string(), "x is not UTF-8 (first wrong byte at 3)");
        assert!(matches!(read(&vec![b' '; CODE_MAX + 1]), Err(SourceError::TooLarge { .. })));
    }
}

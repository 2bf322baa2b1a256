//! Where a master key may come from.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use super::{KeyFileError, MasterKey};

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("hoso-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_key_file_is_for_its_owner_alone_and_never_overwritten() {
    let folder = Folder::new("key");
    let path = folder.0.join("master.key");
    let made = MasterKey::create_file(&path).unwrap();
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let read = MasterKey::read_file(&path).unwrap();
    assert_eq!(made.key().as_bytes(), read.key().as_bytes());

    let again = MasterKey::create_file(&path).unwrap_err();
    assert!(matches!(again, KeyFileError::Exists { .. }), "{again:?}");

    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let exposed = MasterKey::read_file(&path).unwrap_err();
    assert!(
        exposed
            .to_string()
            .ends_with("is open to others (mode 640); say chmod 600 first")
    );
}

#[test]
fn a_key_is_32_bytes_and_does_not_show() {
    for text in ["", "AAAA", "not base64", &"A".repeat(64)] {
        let refused = MasterKey::from_base64(text);
        assert!(matches!(refused, Err(KeyFileError::Form)), "{text}");
    }
    let key = MasterKey::from_base64(&format!(" {}=\n", "A".repeat(43))).unwrap();
    assert_eq!(format!("{key:?}"), "MasterKey(Key(..))");
}

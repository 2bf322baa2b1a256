//! Where files are stored: what holds for one place holds for the other.

use std::fs;
use std::path::Path;

use harness::Bucket;
use services::Documents;
use tempfile::TempDir;

pub(super) enum Shelf {
    Folder(TempDir),
    Bucket(Bucket),
}

impl Shelf {
    /// One of each kind.
    pub(super) async fn each() -> [Self; 2] {
        let folder = TempDir::with_prefix("hoso-shelf-").unwrap();
        [Self::Folder(folder), Self::Bucket(Bucket::open().await)]
    }

    pub(super) fn documents(&self, bytes_max: u64) -> Documents {
        match self {
            Self::Folder(folder) => Documents::in_folder(folder.path(), Some(bytes_max)),
            Self::Bucket(bucket) => {
                Documents::in_store(bucket.settings().open().unwrap(), Some(bytes_max))
            }
        }
    }

    /// The names of everything that is stored.
    pub(super) fn stored(&self) -> Vec<String> {
        match self {
            Self::Folder(folder) => under(folder.path(), folder.path()),
            Self::Bucket(bucket) => {
                assert_eq!(bucket.faults(), Vec::<String>::new());
                assert_eq!(bucket.unfinished(), 0, "nothing is half stored");
                bucket.keys()
            }
        }
    }

    pub(super) fn bytes(&self, name: &str) -> Vec<u8> {
        match self {
            Self::Folder(folder) => fs::read(folder.path().join(name)).unwrap(),
            Self::Bucket(bucket) => bucket.stored(name).into(),
        }
    }

    pub(super) fn put(&self, name: &str, bytes: &[u8]) {
        match self {
            Self::Folder(folder) => {
                let path = folder.path().join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
            Self::Bucket(bucket) => bucket.store(name, bytes.to_owned()),
        }
    }
}

/// Every file under a folder, named from the root.
fn under(folder: &Path, root: &Path) -> Vec<String> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(under(&path, root));
        } else {
            let name = path.strip_prefix(root).unwrap();
            found.push(name.to_string_lossy().into_owned());
        }
    }
    found
}

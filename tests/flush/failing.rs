//! A library that Postgres is started with, and what it is told to do.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;

use harness::{Servers, root};
use tempfile::TempDir;

/// What becomes of what was written before a flush that fails.
#[derive(Debug, Clone, Copy)]
pub(super) enum Written {
    /// It is there all the same.
    Kept,
    /// It is gone, as when the system drops what it cannot write.
    Lost,
}

impl Written {
    fn name(self) -> &'static str {
        match self {
            Written::Kept => "kept",
            Written::Lost => "lost",
        }
    }
}

/// Makes flushes fail.
pub(super) struct FailingFlush {
    folder: TempDir,
}

impl FailingFlush {
    /// Compiles the library, with the compiler that cargo links with; none on a system whose libraries
    /// are loaded otherwise.
    pub(super) fn prepare() -> Option<Self> {
        if !cfg!(target_os = "linux") {
            eprintln!("SKIPPED: only on Linux can a flush be made to fail");
            return None;
        }
        let folder = TempDir::with_prefix("hoso-flush-").unwrap();
        // Postgres runs under another account, and deletes the orders that it carried out.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
        let failing = Self { folder };
        let source = root().join("tests/flush/failing.c");
        let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
        let compiled = Command::new(compiler)
            .args(["-O1", "-shared", "-fPIC", "-o"])
            .arg(failing.library())
            .arg(source)
            .arg("-ldl")
            .output()
            .expect("a C compiler, which the build needs as well");
        let said = String::from_utf8_lossy(&compiled.stderr);
        assert!(compiled.status.success(), "{said}");
        Some(failing)
    }

    /// A server of the test's own whose flushes can fail.
    pub(super) fn start_postgres(&self) -> Servers {
        let library = self.library().into_os_string();
        let orders = self.folder.path().as_os_str().to_owned();
        Servers::start_postgres_with(vec![
            ("LD_PRELOAD", library),
            ("HOSO_FAILING_FLUSH", orders),
        ])
    }

    /// Lets the next flush fail.
    pub(super) fn fail_next(&self, written: Written) {
        fs::write(self.folder.path().join(written.name()), "").unwrap();
    }

    /// Whether every flush that was to fail has failed.
    pub(super) fn has_failed(&self) -> bool {
        let ordered = |it: Written| self.folder.path().join(it.name()).exists();
        !ordered(Written::Kept) && !ordered(Written::Lost)
    }

    fn library(&self) -> PathBuf {
        self.folder.path().join("failing.so")
    }
}

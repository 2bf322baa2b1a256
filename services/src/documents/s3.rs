//! Files in a bucket of a store that speaks S3.
//!
//! The secret comes from a file or the environment, and is in no message. Requests go by the HTTP and
//! TLS that everything else here uses.

mod https;

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use eventstore::Personal;
use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::{BackoffConfig, RetryConfig};
use serde::Deserialize;

use self::https::Connector;

/// The region, where an endpoint is named and no region: most stores but Amazon's take any.
const REGION: &str = "us-east-1";

/// How often a request is sent again that the store did not carry out.
const RETRIES_MAX: usize = 5;

/// After this, whoever waits for a file is told that it cannot be had now.
const RETRIES_END: Duration = Duration::from_secs(30);

/// Where the environment holds the secret itself.
const SECRET: &str = "HOSO_S3_SECRET_ACCESS_KEY";

/// A larger file could be stored and not be moved to its place: S3 copies no more at once.
pub const BYTES_MAX: u64 = 5 << 30;

/// Where the bucket is, and who we are there.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct S3 {
    /// `HOSO_S3_BUCKET`: the bucket in which files of cases are stored, sealed.
    pub bucket: Option<String>,
    /// `HOSO_S3_ENDPOINT`: the address of the store, such as `https://s3.example`; without it,
    /// Amazon's in the region.
    pub endpoint: Option<String>,
    /// `HOSO_S3_REGION`: the region that requests are signed for.
    pub region: Option<String>,
    /// `HOSO_S3_ACCESS_KEY_ID`: by which key the store knows us.
    pub access_key_id: Option<String>,
    /// `HOSO_S3_SECRET_ACCESS_KEY_FILE`: the file with the secret of that key.
    /// `HOSO_S3_SECRET_ACCESS_KEY` holds the secret itself instead.
    pub secret_access_key_file: Option<PathBuf>,
    /// `HOSO_S3_CA_FILE`: the certificates, in PEM, that one of the store must go back to; without
    /// it, those that browsers trust.
    pub ca_file: Option<PathBuf>,
    /// `HOSO_S3_ALLOW_HTTP`: whether an endpoint without TLS is taken.
    pub allow_http: Option<bool>,
}

/// Why a bucket cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum S3Error {
    /// Something has to be said.
    #[error("{name} is not set: it names {what}")]
    Missing {
        /// The setting.
        name: &'static str,
        /// What it names.
        what: &'static str,
    },
    /// Something is said that cannot be meant.
    #[error("{name} is `{value}`, and not {what}")]
    Unclear {
        /// The setting.
        name: &'static str,
        /// What it says.
        value: String,
        /// What it should say.
        what: &'static str,
    },
    /// The endpoint would be spoken with in the clear.
    #[error("{endpoint} would be spoken with in the clear, unless HOSO_S3_ALLOW_HTTP is true")]
    InTheClear {
        /// The endpoint.
        endpoint: String,
    },
    /// A file that a setting names cannot be read.
    #[error("reading {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The certificates cannot be used.
    #[error("reading the certificates in {}", path.display())]
    Certificates {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The store cannot be addressed.
    #[error("addressing the bucket")]
    Store(#[from] object_store::Error),
}

impl S3 {
    /// Takes what the environment says before what a file said.
    pub fn read_environment(&mut self) -> Result<(), S3Error> {
        over(&mut self.bucket, "HOSO_S3_BUCKET");
        over(&mut self.endpoint, "HOSO_S3_ENDPOINT");
        over(&mut self.region, "HOSO_S3_REGION");
        over(&mut self.access_key_id, "HOSO_S3_ACCESS_KEY_ID");
        over(
            &mut self.secret_access_key_file,
            "HOSO_S3_SECRET_ACCESS_KEY_FILE",
        );
        over(&mut self.ca_file, "HOSO_S3_CA_FILE");
        let (name, what) = ("HOSO_S3_ALLOW_HTTP", "true or false");
        if let Ok(value) = env::var(name) {
            let allow = value.parse();
            self.allow_http = Some(allow.map_err(|_| S3Error::Unclear { name, value, what })?);
        }
        Ok(())
    }

    /// Whether anything is said about a bucket.
    #[must_use]
    pub fn is_named(&self) -> bool {
        let Self {
            bucket,
            endpoint,
            region,
            access_key_id,
            secret_access_key_file,
            ca_file,
            allow_http,
        } = self;
        let texts = [bucket, endpoint, region, access_key_id];
        let files = [secret_access_key_file, ca_file];
        texts.into_iter().any(Option::is_some)
            || files.into_iter().any(Option::is_some)
            || allow_http.is_some()
            || env::var_os(SECRET).is_some()
    }

    /// The bucket. Nobody speaks with it yet.
    pub fn open(&self) -> Result<AmazonS3, S3Error> {
        let bucket = said(
            self.bucket.as_ref(),
            "HOSO_S3_BUCKET",
            "the bucket for files of cases",
        )?;
        let what = "the key by which the store knows us";
        let id = said(self.access_key_id.as_ref(), "HOSO_S3_ACCESS_KEY_ID", what)?;
        let secret = self.secret()?;
        let region = match (&self.region, &self.endpoint) {
            (None, Some(_)) => REGION,
            (None, None) => {
                let (name, what) = (
                    "HOSO_S3_ENDPOINT",
                    "the store, or HOSO_S3_REGION the region",
                );
                return Err(S3Error::Missing { name, what });
            }
            (Some(_), _) => said(
                self.region.as_ref(),
                "HOSO_S3_REGION",
                "the region of the store",
            )?,
        };
        let allow_http = self.allow_http.unwrap_or(false);
        let connector = Connector::new(self.ca_file.as_deref(), allow_http)?;
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_region(region)
            .with_access_key_id(id)
            .with_secret_access_key(secret.expose())
            .with_retry(retries())
            .with_http_connector(connector)
            // Not every store knows how to delete many at once, and here it is never many.
            .with_config(AmazonS3ConfigKey::DisableBulkDelete, "true");
        if let Some(endpoint) = &self.endpoint {
            builder = builder
                .with_endpoint(checked(endpoint, allow_http)?)
                .with_allow_http(allow_http);
        }
        Ok(builder.build()?)
    }

    fn secret(&self) -> Result<Personal<String>, S3Error> {
        if let Some(secret) = env::var_os(SECRET) {
            let secret = secret.into_string().ok();
            let secret = secret.as_deref().map(str::trim).filter(|it| !it.is_empty());
            let (name, what) = (SECRET, "the secret of the key");
            let secret = secret.ok_or(S3Error::Missing { name, what })?;
            return Ok(Personal::new(secret.to_owned()));
        }
        let path = self.secret_access_key_file.as_deref();
        let path = path.ok_or(S3Error::Missing {
            name: "HOSO_S3_SECRET_ACCESS_KEY_FILE",
            what: "the file with the secret of the key",
        })?;
        let secret = read(path)?;
        let secret = secret.trim();
        if secret.is_empty() {
            return Err(S3Error::Unclear {
                name: "HOSO_S3_SECRET_ACCESS_KEY_FILE",
                value: path.display().to_string(),
                what: "a file with a secret in it",
            });
        }
        Ok(Personal::new(secret.to_owned()))
    }
}

/// An endpoint that requests can be sent to.
fn checked(endpoint: &str, allow_http: bool) -> Result<&str, S3Error> {
    let is_address = endpoint
        .parse::<hyper::Uri>()
        .is_ok_and(|it| it.host().is_some() && it.query().is_none() && it.scheme_str().is_some());
    let scheme = endpoint.split("://").next().unwrap_or_default();
    match scheme.to_ascii_lowercase().as_str() {
        "https" if is_address => Ok(endpoint),
        "http" if is_address && allow_http => Ok(endpoint),
        "http" if is_address => Err(S3Error::InTheClear {
            endpoint: endpoint.to_owned(),
        }),
        _ => Err(S3Error::Unclear {
            name: "HOSO_S3_ENDPOINT",
            value: endpoint.to_owned(),
            what: "an address such as https://s3.example",
        }),
    }
}

fn retries() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig::default(),
        max_retries: RETRIES_MAX,
        retry_timeout: RETRIES_END,
    }
}

fn read(path: &Path) -> Result<String, S3Error> {
    std::fs::read_to_string(path).map_err(|source| S3Error::File {
        path: path.to_owned(),
        source,
    })
}

/// What a setting says; an empty one says nothing.
fn said<'a>(
    setting: Option<&'a String>,
    name: &'static str,
    what: &'static str,
) -> Result<&'a str, S3Error> {
    let said = setting
        .map(String::as_str)
        .filter(|it| !it.trim().is_empty());
    said.ok_or(S3Error::Missing { name, what })
}

fn over<T: From<String>>(setting: &mut Option<T>, name: &str) {
    if let Ok(value) = env::var(name) {
        *setting = Some(value.into());
    }
}

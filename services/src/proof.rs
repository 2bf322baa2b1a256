//! One proof as JSON, in the shape in which the transparency-dev project publishes its test vectors.
//!
//! It is read strictly: what could be read in two ways is not read at all.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use eventstore::merkle::{Hash, consistency_holds, inclusion_holds};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// A longer proof is not read; the longest that can hold has 64 hashes and some names.
const BYTES_MAX: usize = 1024 * 1024;

/// What a proof says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// A leaf is in a tree.
    Inclusion(Inclusion),
    /// A tree begins another one.
    Consistency(Consistency),
}

/// A leaf is in a tree.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Inclusion {
    leaf_idx: u64,
    tree_size: u64,
    #[serde(deserialize_with = "bytes")]
    root: Bytes,
    #[serde(deserialize_with = "bytes")]
    leaf_hash: Bytes,
    #[serde(deserialize_with = "none_is_empty")]
    proof: Vec<Bytes>,
}

/// A tree begins another one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Consistency {
    size1: u64,
    size2: u64,
    #[serde(deserialize_with = "bytes")]
    root1: Bytes,
    #[serde(deserialize_with = "bytes")]
    root2: Bytes,
    #[serde(deserialize_with = "none_is_empty")]
    proof: Vec<Bytes>,
}

/// Why there is no proof to check.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// It is too long.
    #[error("a proof has at most {BYTES_MAX} bytes")]
    TooLong,
    /// It is not JSON, or not of that shape.
    #[error("reading a proof")]
    Json(#[from] serde_json::Error),
    /// It has members of both shapes, or of none.
    #[error(
        "a proof has either leafIdx, treeSize, root and leafHash, or size1, size2, root1 and root2"
    )]
    Shape,
}

/// Bytes in base64; how many there must be is another question.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bytes(Vec<u8>);

impl Proof {
    /// Reads a proof of either shape.
    pub fn read(json: &[u8]) -> Result<Self, ProofError> {
        if json.len() > BYTES_MAX {
            return Err(ProofError::TooLong);
        }
        // What else there is, such as a description, says nothing.
        let members: Map<String, Value> = serde_json::from_slice(json)?;
        let has = |names: [&str; 4]| names.into_iter().any(|it| members.contains_key(it));
        let inclusion = has(["leafIdx", "treeSize", "root", "leafHash"]);
        let consistency = has(["size1", "size2", "root1", "root2"]);
        match (inclusion, consistency) {
            (true, false) => Ok(Self::Inclusion(serde_json::from_slice(json)?)),
            (false, true) => Ok(Self::Consistency(serde_json::from_slice(json)?)),
            (true, true) | (false, false) => Err(ProofError::Shape),
        }
    }

    /// Whether it shows what it says.
    #[must_use]
    pub fn holds(&self) -> bool {
        match self {
            Self::Inclusion(it) => it.holds().unwrap_or(false),
            Self::Consistency(it) => it.holds().unwrap_or(false),
        }
    }
}

impl Inclusion {
    /// None if something is not a hash that must be one.
    fn holds(&self) -> Option<bool> {
        let proof = hashes(&self.proof)?;
        let (leaf, root) = (self.leaf_hash.hash()?, self.root.hash()?);
        let (index, size) = (self.leaf_idx, self.tree_size);
        Some(inclusion_holds(index, size, leaf, &proof, root))
    }
}

impl Consistency {
    /// None if something is not a hash that must be one. That a tree begins itself needs no hash: the
    /// same root is enough, whatever it is, also of an empty one.
    fn holds(&self) -> Option<bool> {
        if self.size1 == self.size2 {
            return Some(self.proof.is_empty() && self.root1 == self.root2);
        }
        let proof = hashes(&self.proof)?;
        let before = (self.size1, self.root1.hash()?);
        let after = (self.size2, self.root2.hash()?);
        Some(consistency_holds(before, after, &proof))
    }
}

fn hashes(proof: &[Bytes]) -> Option<Vec<Hash>> {
    proof.iter().map(Bytes::hash).collect()
}

impl Bytes {
    fn hash(&self) -> Option<Hash> {
        Hash::from_slice(&self.0)
    }
}

/// Nothing is no bytes, as Go writes it.
impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?.unwrap_or_default();
        let bytes = STANDARD.decode(text).map_err(serde::de::Error::custom)?;
        Ok(Self(bytes))
    }
}

/// A member that is not there is another thing than one that is null.
fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    Bytes::deserialize(deserializer)
}

/// Go writes an empty list as null.
fn none_is_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Bytes>, D::Error> {
    let hashes = Option::<Vec<Bytes>>::deserialize(deserializer)?;
    Ok(hashes.unwrap_or_default())
}

#[cfg(test)]
mod tests;

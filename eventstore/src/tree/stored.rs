//! Hashes of perfect subtrees with 256^level leaves, in runs. Those between follow from them.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use sqlx::{PgConnection, PgPool};

use super::{TreeError, number, size_of};
use crate::merkle::{Frontier, Hash, Node, empty_root, node_hash, perfect_subtrees};

/// How much higher a subtree of one level is than one of the level before.
const LEVEL_HEIGHT: u32 = 8;

/// How many subtrees of one level make one of the next; no run crosses a multiple of it.
const TILE: u64 = 1 << LEVEL_HEIGHT;

/// Which 256 hashes of a level.
type Tile = (u32, u64);

/// Hashes that are to be stored.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    levels: Vec<i16>,
    firsts: Vec<i64>,
    hashes: Vec<Vec<u8>>,
    /// Which run of a level is being written, and what comes next in it.
    open: HashMap<u32, (usize, u64)>,
}

impl Runs {
    /// Adds the hash of a subtree, after all of its level that are on its left. What is between
    /// levels is not kept.
    pub(crate) fn add(&mut self, node: Node, hash: Hash) {
        if !node.height.is_multiple_of(LEVEL_HEIGHT) {
            return;
        }
        let level = node.height / LEVEL_HEIGHT;
        let open = self.open.get(&level).copied();
        let run = match open.filter(|_| !node.index.is_multiple_of(TILE)) {
            Some((run, next)) if next == node.index => run,
            Some(_) | None => {
                self.levels.push(i16::try_from(level).unwrap_or(i16::MAX));
                self.firsts.push(number(node.index));
                self.hashes.push(vec![]);
                self.hashes.len() - 1
            }
        };
        self.hashes[run].extend_from_slice(hash.as_bytes());
        self.open.insert(level, (run, node.index + 1));
    }

    /// Stores them all. Whoever stores the same at the same time fails, or makes us fail.
    pub(crate) async fn store(&self, db: &mut PgConnection) -> sqlx::Result<()> {
        sqlx::query!(
            r#"
            insert into eventstore.tree_hashes (level, first, hashes)
            select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])
            "#,
            &self.levels,
            &self.firsts,
            &self.hashes,
        )
        .execute(db)
        .await?;
        Ok(())
    }
}

/// How many events the stored tree covers.
pub(crate) async fn sealed_size(pool: &PgPool) -> Result<u64, TreeError> {
    let size = sqlx::query_scalar!(
        r#"
        select first + octet_length(hashes) / 32 as "size!" from eventstore.tree_hashes
        where level = 0
        order by first desc
        limit 1
        "#
    )
    .fetch_optional(pool)
    .await?;
    Ok(size.map_or(0, size_of))
}

/// The hashes of these ranges of leaves, each as wide as a subtree or the whole tree.
pub(crate) async fn hashes_of(
    pool: &PgPool,
    ranges: &[Range<u64>],
) -> Result<Vec<Hash>, TreeError> {
    let covers: Vec<Vec<Node>> = ranges.iter().cloned().map(perfect_subtrees).collect();
    let tiles: BTreeSet<Tile> = covers.iter().flatten().map(|it| tile_of(*it).0).collect();
    let tiles = read_tiles(pool, &tiles).await?;
    let hash = |nodes: &Vec<Node>| {
        let hashes: Vec<Hash> = nodes
            .iter()
            .map(|it| node_in(&tiles, *it))
            .collect::<Result<_, _>>()?;
        let joined = hashes.into_iter().rev();
        let root = joined.reduce(|right, left| node_hash(left, right));
        Ok(root.unwrap_or_else(empty_root))
    };
    covers.iter().map(hash).collect()
}

/// In which tile a node is, and which of its hashes make it up.
fn tile_of(node: Node) -> (Tile, Range<u64>) {
    let (level, up) = (node.height / LEVEL_HEIGHT, node.height % LEVEL_HEIGHT);
    let first = node.index << up;
    let within = first % TILE;
    ((level, first / TILE), within..within + (1 << up))
}

fn node_in(tiles: &HashMap<Tile, Vec<Hash>>, node: Node) -> Result<Hash, TreeError> {
    let (tile, range) = tile_of(node);
    let damaged = || TreeError::Damaged {
        level: tile.0,
        index: tile.1 * TILE + range.start,
    };
    let bound = |it: u64| usize::try_from(it).unwrap_or(usize::MAX);
    let hashes = tiles.get(&tile).ok_or_else(damaged)?;
    let hashes = hashes.get(bound(range.start)..bound(range.end));
    let mut subtree = Frontier::default();
    for hash in hashes.ok_or_else(damaged)? {
        subtree.push(*hash);
    }
    Ok(subtree.root())
}

async fn read_tiles(
    pool: &PgPool,
    wanted: &BTreeSet<Tile>,
) -> Result<HashMap<Tile, Vec<Hash>>, TreeError> {
    let levels: Vec<i16> = wanted
        .iter()
        .map(|it| i16::try_from(it.0).unwrap_or(i16::MAX))
        .collect();
    let firsts: Vec<i64> = wanted.iter().map(|it| number(it.1 * TILE)).collect();
    let rows = sqlx::query!(
        r#"
        select tree_hashes.level, tree_hashes.first, tree_hashes.hashes
        from unnest($1::smallint[], $2::bigint[]) as wanted (level, first)
        join eventstore.tree_hashes
            on tree_hashes.level = wanted.level
            and tree_hashes.first >= wanted.first and tree_hashes.first < wanted.first + 256
        order by tree_hashes.level, tree_hashes.first
        "#,
        &levels,
        &firsts,
    )
    .fetch_all(pool)
    .await?;

    let mut tiles: HashMap<Tile, Vec<Hash>> = HashMap::new();
    for row in rows {
        let (level, first) = (u32::try_from(row.level).unwrap_or(0), size_of(row.first));
        let tile = tiles.entry((level, first / TILE)).or_default();
        let damaged = || TreeError::Damaged {
            level,
            index: first,
        };
        if first % TILE != u64::try_from(tile.len()).unwrap_or(u64::MAX) {
            return Err(damaged());
        }
        for hash in row.hashes.chunks(Hash::BYTES) {
            tile.push(Hash::from_slice(hash).ok_or_else(damaged)?);
        }
    }
    Ok(tiles)
}

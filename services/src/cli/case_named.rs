//! Which case somebody names: by its id, by its dossier code, or as its source calls it.

use anyhow::bail;
use domain::CaseId;
use projections::{case_list, checkpoint};
use sqlx::PgPool;

/// The id itself, or the one case of that code. Only a code asks a read model.
pub(super) async fn case_named(pool: &PgPool, name: &str) -> anyhow::Result<CaseId> {
    if let Ok(id) = name.parse() {
        return Ok(CaseId(id));
    }
    let found = case_list::with_code(pool, name).await?;
    match found.as_slice() {
        [only] => Ok(CaseId(only.case_id)),
        [] => bail!(
            "no case has the code {name}, as far as the read models know: they are at position \
             {}, and `hoso project` brings them up to date",
            checkpoint::of_all(pool).await?,
        ),
        several => {
            let ids: Vec<_> = several
                .iter()
                .map(|it| format!("{} ({})", it.case_id, it.procedure))
                .collect();
            bail!(
                "several cases are called {name}; name one by its id: {}",
                ids.join(", ")
            )
        }
    }
}

//! The procedure and the agency of a mapping, as entries of the catalogue.

use domain::catalogue::{CatalogueCommand, Publish};
use domain::law::{Agency, Bilingual, Conduct, Procedure};
use domain::{AgencyId, Law, ProcedureId};
use time::Date;
use time::macros::date;

use super::ImportError;
use super::mapping::{Code, Mapping, Titles};
use crate::App;
use crate::execute;

/// Marks entries that a mapping made, which another mapping may change.
const BASIS: &str = "mapping of an imported event log";

/// When such a procedure came into force is not known; its cases are older than Hoso.
const IN_FORCE_SINCE: Date = date!(1900 - 01 - 01);

/// Publishes the mapping's agency and procedure, where the catalogue does not have them, and gives
/// the procedure's id. A procedure whose title or agency has changed gets its next version.
pub(super) async fn publish(app: &App, mapping: &Mapping) -> Result<ProcedureId, ImportError> {
    let entries = entries(&app.law.current(), mapping)?;
    execute::publish(app, &CatalogueCommand::Publish(entries))
        .await
        .map_err(ImportError::Publish)?;
    Ok(procedure_id(&mapping.procedure.id))
}

/// What the catalogue should hold.
fn entries(law: &Law, mapping: &Mapping) -> Result<Publish, ImportError> {
    let agency = agency(law, mapping)?;
    let procedure = procedure(law, mapping, &agency.id)?;
    Ok(Publish {
        agencies: vec![agency],
        procedures: vec![procedure],
        ..Publish::default()
    })
}

fn agency(law: &Law, mapping: &Mapping) -> Result<Agency, ImportError> {
    let id = agency_id(&mapping.procedure.agency);
    let name = bilingual(&mapping.procedure.agency_name);
    match law.agency(&id) {
        Some(known) if known.basis != BASIS && known.name != name => {
            Err(ImportError::OtherAgency {
                agency: id,
                name: known.name.en.clone(),
            })
        }
        Some(known) => Ok(Agency {
            name,
            ..known.clone()
        }),
        None => Ok(Agency {
            id,
            name,
            valid_from: None,
            valid_to: None,
            successor: None,
            fields: vec![],
            ministry: false,
            in_provinces: None,
            province: None,
            identifier: None,
            basis: BASIS.to_owned(),
            unverified: vec![],
        }),
    }
}

fn procedure(law: &Law, mapping: &Mapping, agency: &AgencyId) -> Result<Procedure, ImportError> {
    let id = procedure_id(&mapping.procedure.id);
    let title = bilingual(&mapping.procedure.title);
    let conduct = Conduct::Recorded {
        agency: agency.clone(),
    };
    let known = law.newest_procedure(&id);
    if known.is_some_and(|it| it.rules().is_some()) {
        return Err(ImportError::ConductedHere { procedure: id });
    }
    if let Some(known) = known.filter(|it| it.title == title && it.conduct == conduct) {
        return Ok(known.clone());
    }
    Ok(Procedure {
        id,
        version: known.map_or(1, |it| it.version + 1),
        title,
        valid_from: IN_FORCE_SINCE,
        valid_to: None,
        basis: BASIS.to_owned(),
        conduct,
        draft: false,
        unverified: vec!["valid_from: the event log does not say it".to_owned()],
    })
}

fn bilingual(titles: &Titles) -> Bilingual {
    Bilingual {
        vi: titles.vi().to_owned(),
        en: titles.en().to_owned(),
    }
}

fn agency_id(code: &Code) -> AgencyId {
    let id = code.as_str().parse();
    id.expect("a mapping's code is a name of the domain, too")
}

fn procedure_id(code: &Code) -> ProcedureId {
    let id = code.as_str().parse();
    id.expect("a mapping's code is a name of the domain, too")
}

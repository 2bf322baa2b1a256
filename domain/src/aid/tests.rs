use uuid::Uuid;

use super::{Aid, AidCommand, AidRejection};
use crate::testing::{agency, law};
use crate::{Aggregate, CaseId};

#[test]
fn aid_is_closed_once() {
    let close = AidCommand::Close {
        approval: CaseId(Uuid::from_u128(1)),
        case: CaseId(Uuid::from_u128(2)),
    };
    let by = agency("MOH", "2025-06-04");
    let events = Aid::Running.decide(&close, &by, law()).unwrap();
    let closed = events.iter().fold(Aid::Running, Aid::evolve);
    assert_eq!(closed, Aid::Closed);
    assert_eq!(
        closed.decide(&close, &by, law()),
        Err(AidRejection::AlreadyClosed)
    );
}

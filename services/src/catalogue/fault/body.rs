//! What can be wrong with public bodies, and with whom an entry names.

use domain::{AgencyId, FieldId, ProcedureId, ProvinceId};
use time::Date;

/// What is wrong with a body, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyFault {
    /// Two bodies would number dossiers under one identifier.
    #[error("{other} has the identifier {identifier} on a day as well; correct one of the two")]
    IdentifierTwice {
        /// The identifier.
        identifier: String,
        /// Who else has it.
        other: AgencyId,
    },
    /// A body that has to act does not exist when the procedure begins.
    #[error(
        "{agency} does not exist on {day}, when {procedure} comes into force; \
         name the body of that day, or correct the dates"
    )]
    Missing {
        /// Which procedure.
        procedure: ProcedureId,
        /// Whom it names.
        agency: AgencyId,
        /// The first day of the procedure.
        day: Date,
    },
    /// A body that has to act ends while the procedure is in force, and nobody takes over.
    #[error(
        "nobody holds the powers of {agency} on {day}, when the procedure is in force; \
         give its successor, or let the procedure name another body from that day on"
    )]
    Ends {
        /// Whom the procedure names.
        agency: AgencyId,
        /// The first day without it.
        day: Date,
    },
    /// Powers go round in a circle and nobody holds them.
    #[error("the successors of {agency} lead back to it; let the last of them have no successor")]
    SuccessorCycle {
        /// Where the circle was entered.
        agency: AgencyId,
    },
    /// Powers fall between two bodies.
    #[error("{successor} does not exist on {day}, when it takes over; correct the dates")]
    SuccessorMissing {
        /// Who is to take over.
        successor: AgencyId,
        /// The first day without the predecessor.
        day: Date,
    },
    /// A successor that never takes over.
    #[error("a successor takes over when the body ends; give its last day as valid_to")]
    SuccessorWithoutEnd,
    /// A body whose opinion is asked has the case in its hands anyway.
    #[error("{agency} is the {part} of the procedure, and nobody asks itself; drop it here")]
    AsksItself {
        /// Who is asked.
        agency: AgencyId,
        /// What it is beside: `receiver` or `decider`.
        part: &'static str,
    },
    /// A rule names bodies to ask, and says that nobody is asked.
    #[error("with `nobody` nobody is asked, and `ask` names somebody; drop one of the two")]
    NobodyAndSomebody,
    /// A rule on whom to ask names nobody.
    #[error("this rule asks nobody; name somebody in `ask`, or say nobody = true if that is meant")]
    AsksNobody,
    /// A rule on who is competent names nobody.
    #[error(
        "this rule says of nobody that they are competent; name a receiver or a decider, or say \
         managing_agency or issuer = true"
    )]
    CompetenceOfNobody,
    /// A rule on who is competent comes after one that fits always.
    #[error(
        "the first rule that fits is taken, and the one before this fits always, so this one \
         never counts; put that one last"
    )]
    CompetenceUnreached,
    /// A body has one field twice.
    #[error("the field {field} is here already for some of these days; keep one, or correct a day")]
    FieldTwice {
        /// The field.
        field: FieldId,
    },
    /// Two bodies govern one province.
    #[error("{other} governs {province} on a day as well; correct one of the two")]
    GovernedTwice {
        /// The province.
        province: ProvinceId,
        /// Who else governs it.
        other: AgencyId,
    },
    /// A province becomes part of itself.
    #[error(
        "a province does not become part of itself; name another as successor, or give the \
         province a further version if it goes on"
    )]
    PartOfItself,
    /// A body that is named is gone when the entry begins.
    #[error("nobody holds the powers of {agency} on {day}, when this begins; name another body")]
    Gone {
        /// Who is named.
        agency: AgencyId,
        /// The first day of the entry.
        day: Date,
    },
}

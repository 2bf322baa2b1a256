//! Personal values on their way into commands.

use domain::PersonalRef;
use eventstore::{Personal, VaultError};

use crate::confide::Confidences;
use crate::demo::step::{Text, in_dossier, references};
use crate::execute::Order;

/// The order with references in the place of its personal values.
pub(super) fn confided(
    order: &Order,
    texts: &[Text],
    confidences: &mut Confidences,
) -> Result<Order, VaultError> {
    let mut order = order.clone();
    let places = match &mut order {
        Order::Command(command) => references(command),
        Order::SubmitUnder(submission, _) | Order::SubmitUpon(submission, _) => {
            in_dossier(submission)
        }
        Order::AcceptDossier => vec![],
    };
    confide(places.into_iter(), texts, confidences)?;
    Ok(order)
}

/// Puts references in these places.
pub(super) fn confide<'a>(
    places: impl Iterator<Item = &'a mut PersonalRef>,
    texts: &[Text],
    confidences: &mut Confidences,
) -> Result<(), VaultError> {
    for (reference, text) in places.zip(texts) {
        let value = Personal::new(text.value.clone());
        *reference = confidences.confide(text.subject, text.label, &value)?;
    }
    Ok(())
}

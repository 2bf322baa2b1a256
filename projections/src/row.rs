//! Rows as columns, for statements that write many at once.

/// One column of many rows, as `unnest` takes it. In the select list that costs half of what it does
/// in the from clause, where the server sets each column aside before it joins them.
pub(crate) fn column<'a, R, C>(rows: &'a [R], of: impl Fn(&'a R) -> C) -> Vec<C> {
    rows.iter().map(of).collect()
}

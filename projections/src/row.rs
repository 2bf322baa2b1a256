/// One column of many rows, as `unnest` takes it.
pub(crate) fn column<'a, R, C>(rows: &'a [R], of: impl Fn(&'a R) -> C) -> Vec<C> {
    rows.iter().map(of).collect()
}

//! Stand-in.

/// Stand-in.
pub fn plain(text: &str) -> String {
    text.to_owned()
}

/// Stand-in.
pub fn to_markdown(text: &str, _names: &super::names::Names) -> String {
    text.to_owned()
}

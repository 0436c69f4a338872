//! The fields of a site, found by id without a copy: every issue that is shown looks up each of its fields.

use super::types::{Field, FieldSchema};
use std::ops::Deref;

/// Fields in Jira's order, and where each id stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    all: Vec<Field>,
    by_id: Vec<usize>,
}

impl Fields {
    /// The field with this id.
    pub fn get(&self, id: &str) -> Option<&Field> {
        let of = |place: &usize| self.all.get(*place);
        let found =
            self.by_id.binary_search_by(|place| of(place).map(|field| field.id.as_str()).cmp(&Some(id))).ok()?;
        of(self.by_id.get(found)?)
    }

    /// What kind of values a field holds.
    pub fn schema(&self, id: &str) -> Option<&FieldSchema> {
        self.get(id)?.schema.as_ref()
    }

    /// The first field of a custom type, such as `com.pyxis.greenhopper.jira:gh-sprint`.
    pub fn of_type(&self, custom: &str) -> Option<&Field> {
        self.all.iter().find(|field| field.schema.as_ref().and_then(|schema| schema.custom.as_deref()) == Some(custom))
    }
}

impl From<Vec<Field>> for Fields {
    fn from(all: Vec<Field>) -> Self {
        let mut by_id: Vec<usize> = (0..all.len()).collect();
        by_id.sort_by(|one, other| all.get(*one).map(|field| &field.id).cmp(&all.get(*other).map(|field| &field.id)));
        Self { all, by_id }
    }
}

impl Deref for Fields {
    type Target = [Field];

    fn deref(&self) -> &[Field] {
        &self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_and_the_order_stays() {
        let of = |id: &str| Field { id: id.into(), ..Field::default() };
        let fields = Fields::from(["summary", "customfield_10020", "a", "key"].map(of).to_vec());
        for field in &*fields {
            assert_eq!(fields.get(&field.id), Some(field));
        }
        assert_eq!((fields.get("b"), fields.first().map(|field| field.id.as_str())), (None, Some("summary")));
    }
}

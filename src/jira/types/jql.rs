//! What Jira tells of its query language.

/// The fields, functions and reserved words of queries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JqlReference {
    /// The fields that a query may name.
    pub fields: Vec<JqlField>,
    /// The functions, and whether each stands for a list.
    pub functions: Vec<(String, bool)>,
    /// Words that must stand in quotes.
    pub reserved: Vec<String>,
}

/// A field as queries name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JqlField {
    /// The name in a query, without quotes: `status`, `Story Points`.
    pub clause_name: String,
    /// The name as it is shown: `Status`, `Story Points - cf[10016]`.
    pub name: String,
    /// `cf[10016]`, of custom fields.
    pub clause_id: Option<String>,
    /// Whether `ORDER BY` takes it.
    pub sorts: bool,
    /// The operators that it takes; empty where Jira doesn't tell.
    pub operators: Vec<String>,
}

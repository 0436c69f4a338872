//! What Jira knows of its own query language: its fields and functions, and what is wrong with a query.

use super::super::call::Call;
use super::super::client::Client;
use super::super::error::Error;
use super::super::read;
use super::super::types::{JqlField, JqlReference};
use serde_json::Value;
use std::sync::Arc;

impl Client {
    /// The fields, functions and reserved words that queries of this account may use (Jira facts, item 27). Cached.
    ///
    /// # Errors
    ///
    /// The client's; `Malformed` where Jira sends no list of fields.
    pub async fn jql_reference(&self, call: &Call) -> Result<Arc<JqlReference>, Error> {
        let load = async {
            let request = self.platform(call, "jql/autocompletedata", &[]).await?;
            let told = self.json(call, &request).await?;
            if told.get("visibleFieldNames").is_none_or(|fields| !fields.is_array()) {
                return Err(super::malformed(&request));
            }
            Ok(reference(&told))
        };
        self.inner.caches.jql_reference.get(call, self.metadata_lifetime(), load).await
    }

    /// What Jira finds wrong with a query that it runs all the same, such as people who don't exist, in its words. Empty where a
    /// search itself says so, as on Data Center.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn jql_problems(&self, call: &Call, jql: &str) -> Result<Vec<String>, Error> {
        let Some(request) = self.dialect(call).await?.check_jql(jql) else {
            return Ok(Vec::new());
        };
        let told = self.json(call, &request).await?;
        let rows = told.get("queries").and_then(Value::as_array).ok_or_else(|| super::malformed(&request))?;
        let texts = |name: &'static str| rows.iter().flat_map(move |row| read::list(row, name));
        Ok(texts("errors").chain(texts("warnings")).filter_map(Value::as_str).map(str::to_owned).collect())
    }
}

fn reference(told: &Value) -> JqlReference {
    let is_set = |row: &Value, name: &str| match row.get(name) {
        // Jira writes these as strings.
        Some(Value::String(text)) => text == "true",
        Some(Value::Bool(set)) => *set,
        _ => false,
    };
    let fields = read::list(told, "visibleFieldNames").iter().filter_map(|row| {
        Some(JqlField {
            clause_name: super::metadata::unquoted(&read::text(row, "value")?),
            name: read::text(row, "displayName").unwrap_or_default(),
            clause_id: read::text(row, "cfid"),
            sorts: is_set(row, "orderable"),
            operators: read::list(row, "operators").iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        })
    });
    let functions = read::list(told, "visibleFunctionNames").iter().filter_map(|row| {
        let shown = read::text(row, "value")?;
        let name = shown.split_once('(').map_or(shown.as_str(), |(name, _)| name);
        Some((name.to_owned(), is_set(row, "isList")))
    });
    JqlReference {
        fields: fields.collect(),
        functions: functions.collect(),
        reserved: read::list(told, "jqlReservedWords").iter().filter_map(Value::as_str).map(str::to_owned).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::reference;
    use serde_json::json;

    #[test]
    fn what_jira_tells_of_its_language_is_read() {
        let told = json!({
            "visibleFieldNames": [
                {"value": "\"Story Points\"", "displayName": "Story Points - cf[10016]", "orderable": "true", "cfid": "cf[10016]", "operators": ["=", 7]},
                {"value": "comment", "displayName": "comment", "orderable": false},
                {"displayName": "no name in a query"},
            ],
            "visibleFunctionNames": [{"value": "membersOf(\"\")", "isList": "true"}, {"value": "now()"}],
            "jqlReservedWords": ["and", null],
        });
        let read = reference(&told);
        let fields: Vec<_> = read.fields.iter().map(|field| (field.clause_name.as_str(), field.sorts)).collect();
        assert_eq!(fields, [("Story Points", true), ("comment", false)]);
        assert_eq!((read.fields[0].clause_id.as_deref(), read.fields[0].operators.len()), (Some("cf[10016]"), 1));
        assert_eq!(read.functions, [("membersOf".to_owned(), true), ("now".to_owned(), false)]);
        assert_eq!(read.reserved, ["and"]);
    }
}

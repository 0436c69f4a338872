//! JSON Schema in the subset that every client accepts.
//!
//! Clients of Gemini drop boolean `additionalProperties`, llama.cpp fails on patterns, Ollama on type arrays, others on
//! `$ref`: so a schema of ours holds `type`, `properties`, `required`, `items`, `enum` and `description`, and nothing else.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// The only keywords, in the order in which they are written.
pub const KEYWORDS: [&str; 6] = ["type", "properties", "required", "items", "enum", "description"];

/// The schema of a tool's arguments.
pub fn input<T: JsonSchema>() -> Map<String, Value> {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let mut schema = portable(settings.into_generator().into_root_schema_for::<T>().as_value());
    // What the struct says of itself is for its maintainers; the model has the tool's description.
    schema.remove("description");
    for (keyword, empty) in [("properties", Value::Object(Map::new())), ("required", Value::Array(Vec::new()))] {
        schema.entry(keyword).or_insert(empty);
    }
    schema
}

fn portable(schema: &Value) -> Map<String, Value> {
    KEYWORDS.iter().filter_map(|keyword| Some(((*keyword).to_owned(), keep(keyword, schema.get(keyword)?)))).collect()
}

fn keep(keyword: &str, value: &Value) -> Value {
    match (keyword, value) {
        // An optional argument is one that is not required; `null` as a type says it twice and breaks Ollama.
        ("type", Value::Array(types)) => {
            types.iter().find(|one| one.as_str() != Some("null")).cloned().unwrap_or_else(|| "string".into())
        }
        ("enum", Value::Array(values)) => values.iter().filter(|one| !one.is_null()).cloned().collect(),
        ("properties", Value::Object(properties)) => {
            Value::Object(properties.iter().map(|(name, one)| (name.clone(), Value::Object(portable(one)))).collect())
        }
        ("items", items) => Value::Object(portable(items)),
        (_, other) => other.clone(),
    }
}

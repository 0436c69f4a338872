//! Attributes of nodes and marks: which there are, and what their values may be.

use serde_json::{Map, Value};

use super::quoted;

/// What `attrs` of a node or a mark may be.
#[derive(Clone, Copy)]
pub(super) struct Attributes {
    /// Whether `attrs` must be there, be it empty.
    pub(super) required: bool,
    /// The sets of attributes of which one must fit; the first attribute of a set tells it from the others.
    pub(super) sets: &'static [&'static [Attribute]],
}

/// One attribute.
#[derive(Clone, Copy)]
pub(super) struct Attribute {
    name: &'static str,
    required: bool,
    of: Type,
}

/// What the value of an attribute may be.
#[derive(Clone, Copy)]
pub(super) enum Type {
    /// Any JSON.
    Any,
    /// A string.
    Text,
    /// A string that isn't empty.
    Filled,
    /// A boolean.
    Flag,
    /// Any number.
    Number,
    /// A number from the first to the second.
    Between(f64, f64),
    /// A number that isn't smaller.
    AtLeast(f64),
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// `#rrggbb`
    Color,
    /// `#rrggbb` or `#rrggbbaa`
    ColorWithAlpha,
    /// `#rrggbb` or one of these names.
    ColorOr(&'static [&'static str]),
    /// An array of numbers.
    Numbers,
    /// An array of strings that isn't empty.
    Texts,
    /// What a card that shows a list of issues is filled from: `id`, `parameters`, and `views` each with a `type`.
    Datasource,
}

pub(super) const fn required(name: &'static str, of: Type) -> Attribute {
    Attribute { name, required: true, of }
}

pub(super) const fn optional(name: &'static str, of: Type) -> Attribute {
    Attribute { name, required: false, of }
}

impl Attributes {
    /// `attrs` must be absent.
    pub(super) const NONE: Self = Self { required: false, sets: &[] };

    /// `attrs` may be absent.
    pub(super) const fn optional(sets: &'static [&'static [Attribute]]) -> Self {
        Self { required: false, sets }
    }

    /// `attrs` must be there.
    pub(super) const fn required(sets: &'static [&'static [Attribute]]) -> Self {
        Self { required: true, sets }
    }

    /// Says what is wrong with a node's or a mark's `attrs`.
    pub(super) fn check(self, attributes: Option<&Value>) -> Result<(), String> {
        let given = match attributes {
            None if self.required => {
                let first = self.sets.iter().flat_map(|set| set.iter()).find(|attribute| attribute.required);
                return Err(first.map_or("`attrs` is missing".to_owned(), Attribute::missing));
            }
            None => return Ok(()),
            Some(_) if self.sets.is_empty() => return Err("`attrs` is not allowed".to_owned()),
            Some(Value::Object(given)) => given,
            Some(_) => return Err("`attrs` must be an object".to_owned()),
        };
        let mut apart = Vec::new();
        let mut within = None;
        for set in self.sets {
            match check_set(set, given) {
                Ok(()) => return Ok(()),
                // A set whose first attribute fits is the one that was meant.
                Err((0, problem)) => apart.push(problem),
                Err((_, problem)) => within = within.or(Some(problem)),
            }
        }
        apart.dedup();
        Err(within.unwrap_or_else(|| apart.join(", or ")))
    }
}

impl Attribute {
    fn missing(&self) -> String {
        format!("attribute `{}` is missing", self.name)
    }
}

/// Finds the first problem, with the number of the attribute that has it.
fn check_set(set: &[Attribute], given: &Map<String, Value>) -> Result<(), (usize, String)> {
    for (number, attribute) in set.iter().enumerate() {
        match given.get(attribute.name) {
            None if attribute.required => return Err((number, attribute.missing())),
            None => {}
            Some(value) => attribute
                .of
                .check(value)
                .map_err(|problem| (number, format!("attribute `{}` must be {problem}", attribute.name)))?,
        }
    }
    match given.keys().find(|name| !set.iter().any(|attribute| attribute.name == name.as_str())) {
        Some(unknown) => Err((set.len(), format!("attribute {} is not known", quoted(unknown)))),
        None => Ok(()),
    }
}

impl Type {
    /// Says what the value must be when it isn't.
    fn check(self, value: &Value) -> Result<(), String> {
        let (fits, wanted): (bool, String) = match self {
            Self::Any => (true, String::new()),
            Self::Text => (value.is_string(), "a string".into()),
            Self::Filled => (value.as_str().is_some_and(|text| !text.is_empty()), "a string that isn't empty".into()),
            Self::Flag => (value.is_boolean(), "`true` or `false`".into()),
            Self::Number => (value.is_number(), "a number".into()),
            Self::Between(least, most) => {
                let fits = value.as_f64().is_some_and(|number| (least..=most).contains(&number));
                (fits, format!("a number from {least} to {most}"))
            }
            Self::AtLeast(least) => {
                (value.as_f64().is_some_and(|number| number >= least), format!("a number of {least} or more"))
            }
            Self::OneOf(names) => (value.as_str().is_some_and(|text| names.contains(&text)), listed(names)),
            Self::Color => (value.as_str().is_some_and(|text| is_color(text, &[6])), "a color like `#ff5630`".into()),
            Self::ColorWithAlpha => (
                value.as_str().is_some_and(|text| is_color(text, &[6, 8])),
                "a color like `#ff5630` or `#091e4224`".into(),
            ),
            Self::ColorOr(names) => {
                let fits = value.as_str().is_some_and(|text| names.contains(&text) || is_color(text, &[6]));
                (fits, format!("{} or a color like `#ff5630`", listed(names)))
            }
            Self::Numbers => {
                let fits = value.as_array().is_some_and(|values| values.iter().all(Value::is_number));
                (fits, "an array of numbers".into())
            }
            Self::Texts => {
                let fits =
                    value.as_array().is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_string));
                (fits, "an array of strings that isn't empty".into())
            }
            Self::Datasource => (is_datasource(value), "an object of `id`, `parameters` and `views`".into()),
        };
        if fits { Ok(()) } else { Err(wanted) }
    }
}

fn is_color(text: &str, digits: &[usize]) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| digits.contains(&hex.len()) && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_datasource(value: &Value) -> bool {
    const MEMBERS: &[Attribute] =
        &[required("id", Type::Text), required("parameters", Type::Any), required("views", Type::Any)];
    const VIEW: &[Attribute] = &[required("type", Type::Text), optional("properties", Type::Any)];
    let is = |value: &Value, set| value.as_object().is_some_and(|members| check_set(set, members).is_ok());
    let views = value.get("views").and_then(Value::as_array);
    is(value, MEMBERS) && views.is_some_and(|views| !views.is_empty() && views.iter().all(|view| is(view, VIEW)))
}

/// Names as they stand in a sentence: "`a`, `b` or `c`".
fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

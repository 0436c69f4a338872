//! From an operand's items to values that can be compared, and what Jira says when there is no such value.

use super::check::{Checker, Item};
use super::dates::Moment;
use super::plan::{Bound, Wanted};
use super::syntax::FieldName;
use super::{Field, Kind, World, plan};

const DATE_FORMATS: &str = "Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', \
     or a period format e.g. '-5d', '4w 2d'.";

impl<W: World> Checker<'_, W> {
    /// What a value must be to equal an item. A value that doesn't exist is an error, except for people: then it is a warning that matches nothing.
    pub(super) fn wanted(&mut self, name: &FieldName, field: &Field, item: Item) -> Vec<Wanted> {
        let shown = &name.name;
        let message = match (field.kind, item) {
            (Kind::Date, item) => match self.moment(&item) {
                Some(moment) => return vec![Wanted::Moment(moment)],
                None => invalid_date(&item, &format!("field '{shown}'")),
            },
            (_, Item::Time { function, .. }) => {
                format!("A value provided by the function '{function}' is invalid for the field '{shown}'.")
            }
            (_, Item::Empty) => return Vec::new(),
            (Kind::Number, Item::Literal { text, .. }) => match finite(&text) {
                Some(number) => return vec![Wanted::Number(number)],
                None => invalid_number(field, shown, &text),
            },
            (Kind::Number, Item::Ids { function, ids }) => {
                let numbers: Option<Vec<Wanted>> = ids.iter().map(|id| finite(id).map(Wanted::Number)).collect();
                match numbers {
                    Some(numbers) => return numbers,
                    None => format!(
                        "A value provided by the function '{function}' for the field '{shown}' is not a valid number."
                    ),
                }
            }
            (Kind::Label | Kind::Text, Item::Literal { text, .. }) => return vec![Wanted::Text(text.to_lowercase())],
            (Kind::Label | Kind::Text, Item::Ids { ids, .. }) => {
                return ids.iter().map(|id| Wanted::Text(id.to_lowercase())).collect();
            }
            (Kind::Entity | Kind::Issue, Item::Ids { function, .. })
                if function.eq_ignore_ascii_case("currentUser") =>
            {
                format!("A value provided by the function '{function}' is invalid for the field '{shown}'.")
            }
            (_, Item::Ids { ids, .. }) => return ids.into_iter().map(Wanted::Id).collect(),
            (_, Item::Literal { text, number }) => {
                let ids = self.world.resolve(field, &text);
                if !ids.is_empty() {
                    return ids.into_iter().map(Wanted::Id).collect();
                }
                let message = missing_value(field, shown, &text, number);
                if field.kind == Kind::User {
                    self.warning(message);
                    return Vec::new();
                }
                message
            }
        };
        self.error(message);
        Vec::new()
    }

    /// What an ordering compares with.
    pub(super) fn bound(&mut self, name: &FieldName, field: &Field, item: Item) -> Option<Bound> {
        if field.kind == Kind::Issue
            && let Item::Literal { text, .. } = &item
            && let Some(key) = plan::key(text)
        {
            return Some(Bound::Key(key));
        }
        let wanted = self.wanted(name, field, item.clone());
        match (field.kind, wanted.into_iter().next()?) {
            (Kind::Issue, Wanted::Id(id)) => id.parse().ok().map(Bound::IssueId),
            (_, Wanted::Id(id)) => Some(Bound::Rank { rank: self.world.rank(field, &id), id }),
            (_, Wanted::Number(number)) => Some(Bound::Number(number)),
            (_, Wanted::Moment(moment)) => Some(Bound::Moment(moment.start)),
            (_, Wanted::Text(_)) => None,
        }
    }

    /// The moment that an item means; some of the store's functions answer with moments as text.
    pub(super) fn moment(&self, item: &Item) -> Option<Moment> {
        match item {
            Item::Time { moment, .. } => Some(*moment),
            Item::Literal { text, .. } => self.clock.literal(text),
            Item::Ids { ids, .. } => match ids.as_slice() {
                [one] => match one.parse() {
                    Ok(start) => Some(Moment { start, end: start }),
                    Err(_) => self.clock.literal(one),
                },
                _ => None,
            },
            Item::Empty => None,
        }
    }
}

/// Jira's message for an item that is no date; `what` is `field 'created'` or `predicate 'after'`.
pub(super) fn invalid_date(item: &Item, what: &str) -> String {
    match item {
        Item::Literal { text, .. } => format!("Date value '{text}' for {what} is invalid. {DATE_FORMATS}"),
        Item::Ids { function, .. } | Item::Time { function, .. } => {
            format!("A date for the {what} provided by the function '{function}' is not valid.")
        }
        Item::Empty => format!("Date value 'EMPTY' for {what} is invalid. {DATE_FORMATS}"),
    }
}

/// Jira's message for a value that a field doesn't know.
fn missing_value(field: &Field, shown: &str, text: &str, number: bool) -> String {
    if field.kind == Kind::Issue {
        return if number {
            format!("A value with ID '{text}' does not exist for the field '{shown}'.")
        } else if plan::key(text).is_some() {
            format!("An issue with key '{text}' does not exist for field '{shown}'.")
        } else {
            format!("The issue key '{text}' for field '{shown}' is invalid.")
        };
    }
    let custom = field.id.starts_with("customfield_") && field.kind == Kind::Entity;
    if custom && field.name.eq_ignore_ascii_case("sprint") {
        let by = if number { "id" } else { "name" };
        return format!("Sprint with {by} '{text}' does not exist or you do not have permission to view it.");
    }
    if custom {
        return format!("The option '{text}' for field '{shown}' does not exist.");
    }
    if number && field.kind != Kind::User {
        format!("A value with ID '{text}' does not exist for the field '{shown}'.")
    } else {
        format!("The value '{text}' does not exist for the field '{shown}'.")
    }
}

fn invalid_number(field: &Field, shown: &str, text: &str) -> String {
    if field.id == "votes" {
        format!("Value '{text}' is invalid for the '{shown}' field. Votes must be a positive whole number.")
    } else {
        format!("Value '{text}' for the '{shown}' field is not a valid number.")
    }
}

fn finite(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

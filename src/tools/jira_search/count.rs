//! Issues counted per value of one field.

use super::query::run;
use super::{CATEGORY, Plan, SPEC, shown, with_category};
use crate::compact::{View, rows, value};
use crate::error::{About, Code, Field, Problem, ToolError};
use crate::jira::types::SearchQuery;
use crate::resolve::columns::{self, LAST_COMMENT};
use crate::text::cut;
use crate::tools::{Ctx, Reply};
use serde_json::{Map, Value, json};

/// Enough for a project's open issues; more would be a report, and many requests.
const MOST_ISSUES: usize = 2_000;

/// One value and how many issues hold it.
struct Group {
    /// What makes two values the same: an id where there is one, because two people may share a name.
    identity: String,
    cell: Value,
    /// What tells it from others of its name.
    detail: Option<String>,
    count: u64,
}

impl Group {
    fn of(held: &Value, cell: Value) -> Self {
        let text = |name: &str| match held.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let id = ["accountId", "id", "name"].iter().find_map(|name| text(name));
        let detail = text("emailAddress").filter(|mail| mail.contains('@')).map(|mail| format!("<{mail}>"));
        let detail = detail.or_else(|| id.as_ref().map(|id| format!("[{id}]")));
        Self { identity: id.unwrap_or_else(|| cell.to_string()), cell, detail, count: 1 }
    }
}

/// Groups of one name get what tells them apart, in the form that names are sent back in.
fn tell_apart(groups: &mut [Group]) {
    let cells: Vec<Value> = groups.iter().map(|group| group.cell.clone()).collect();
    for group in groups.iter_mut().filter(|group| cells.iter().filter(|cell| **cell == group.cell).count() > 1) {
        if let (Some(name), Some(detail)) = (group.cell.as_str(), &group.detail) {
            group.cell = format!("{name} {detail}").into();
        }
    }
}

/// The rows `[value, count]`, largest first.
pub(super) async fn count(mut plan: Plan, field: &str, ctx: &Ctx) -> Result<Reply, ToolError> {
    let client = &ctx.shared.jira;
    let fields = ctx.upstream(SPEC.name, About::Site("the list of fields"), client.fields(&ctx.call)).await?;
    let column = columns::column(SPEC.name, "count_by", field, &fields)?;
    if let [only] = column.ids.as_slice()
        && (only == LAST_COMMENT || only == "issuekey")
    {
        let message = format!("count_by `{field}` would count every issue by itself");
        let fix =
            format!("call {} again without count_by, or with a field that issues share, such as `Status`", SPEC.name);
        let entry = Field { send: Some("".into()), ..Field::new(Problem::NotAllowed, field) };
        return Err(ToolError::mendable(Code::InvalidArgument, message, fix).with_field("count_by", entry));
    }
    let mut asked = column.ids.clone();
    let is_category = asked.iter().any(|id| id == CATEGORY);
    asked.extend(is_category.then(|| "status".to_owned()));
    let query = SearchQuery { fields: asked, limit: MOST_ISSUES, count: true, ..SearchQuery::default() };
    let (page, zone) = futures_util::join!(run(&mut plan, &query, ctx), ctx.zone(SPEC.name),);
    let (mut page, zone) = (page?, zone?);
    if is_category {
        page.issues.iter_mut().for_each(with_category);
    }
    let policy = &ctx.shared.policy;
    let view = View { zone: &zone, allows: &|key| policy.allows_issue(key) };

    let mut counted = 0_u64;
    let mut several = false;
    let mut counts: Vec<Group> = Vec::new();
    for issue in page.issues.iter().filter(|issue| policy.allows_issue(&issue.key)) {
        counted += 1;
        let values: Vec<(&str, &Value)> = column
            .values(&issue.fields)
            .into_iter()
            .flat_map(|(id, held)| match held {
                Value::Array(items) => items.iter().map(|item| (id, item)).collect(),
                held => vec![(id, held)],
            })
            .collect();
        let mut groups: Vec<Group> = values
            .iter()
            .map(|(id, held)| Group::of(held, value::cell(held, columns::schema_of(id, &fields), &view)))
            .collect();
        groups.retain(|group| group.cell != "");
        if groups.is_empty() {
            groups.push(Group::of(&Value::Null, "".into()));
        }
        several |= groups.len() > 1;
        for group in groups {
            match counts.iter_mut().find(|known| known.identity == group.identity) {
                Some(known) => known.count += 1,
                None => counts.push(group),
            }
        }
    }
    tell_apart(&mut counts);
    counts.sort_by(|one, other| {
        other.count.cmp(&one.count).then_with(|| one.cell.to_string().cmp(&other.cell.to_string()))
    });

    let values = counts.len();
    let rows = counts.into_iter().take(plan.limit).map(|group| json!([group.cell, group.count])).collect();
    let most_bytes = ctx.shared.limits.most_bytes();
    let jql = shown(&plan.jql, most_bytes / 16);
    let fitted = rows::fit(rows, most_bytes.saturating_sub(jql.len() + 600));
    let hidden = values - fitted.shown.len();

    plan.warnings.extend(page.warnings);
    let mut note = Vec::new();
    if page.next.is_some() {
        let all = page.total.filter(|total| *total > counted).map(|total| format!(" of about {total}"));
        note.push(format!("only the first {counted}{} issues were counted: narrow the jql", all.unwrap_or_default()));
    }
    if hidden > 0 {
        note.push(format!("{hidden} more values: raise limit (at most 100) or narrow the jql"));
    }
    if several {
        note.push("an issue with several values is counted once for each".to_owned());
    }
    let mut record = Map::new();
    record.insert("shown".into(), fitted.shown.len().into());
    record.insert("total".into(), counted.into());
    record.insert("jql".into(), jql.into());
    record.insert("cols".into(), json!([field, "count"]));
    record.insert("rows".into(), fitted.shown.into());
    if !plan.warnings.is_empty() {
        let warnings: Vec<String> = plan.warnings.iter().take(5).map(|one| cut::cell(one, 200)).collect();
        record.insert("warnings".into(), warnings.into());
    }
    if !note.is_empty() {
        record.insert("note".into(), note.join("; ").into());
    }
    Ok(Reply::Record(record))
}

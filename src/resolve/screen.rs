//! The fields that a write may set: those of a create, an edit or a transition screen, by all their names.
//!
//! Several fields of one name are only those on the screen. A name that the site knows and the screen has not is told apart from
//! one that nobody knows.

use super::columns::ids_of;
use super::field::{self, ALWAYS_GIVEN};
use super::matching::{Called, Fit, Match, fold, pick, with_id};
use super::refusal::{Mend, Refusal};
use super::{Failure, Resolver, field_type};
use crate::args::{IssueKey, is_filler, listed_text};
use crate::closest::{closest, closest_of};
use crate::error::{About, Candidate, Code, Field as Entry, Problem};
use crate::jira::Fields;
use crate::jira::read;
use crate::jira::types::{FieldMeta, FieldSchema, Issue, IssueType, ProjectDetail, Transition};
use crate::text::cut;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What people call the place of the issue above, in small letters.
const ABOVE: [&str; 6] = ["parent", "epic", "epic link", "epiclink", "epic_link", "parent link"];

/// How many names are offered.
const MOST_SAID: usize = 6;
/// Longer names are cut in sentences.
const MOST_CHARACTERS: usize = 60;

/// What is written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A new issue of this project.
    Create {
        /// The project's key.
        project: String,
    },
    /// An issue.
    Edit(IssueKey),
    /// An issue that takes a step of its workflow.
    Transition(IssueKey),
}

/// A screen of a write.
#[derive(Clone, Debug)]
pub struct WritableScreen {
    /// What is written to.
    pub target: Target,
    /// Its fields.
    pub fields: Vec<FieldMeta>,
    /// The fields of the site, which know more names.
    pub site: Arc<Fields>,
    /// The type of the issue.
    pub issue_type: IssueType,
    /// What the issue holds now; nothing for a new one.
    pub held: Map<String, Value>,
    /// Whose fields they are, in words: `Bug in SHOP`, `SHOP-1`.
    pub place: String,
}

impl WritableScreen {
    /// The project's key.
    pub fn project(&self) -> &str {
        match &self.target {
            Target::Create { project } => project,
            Target::Edit(key) | Target::Transition(key) => key.project(),
        }
    }

    /// Whether the issue is yet to be made.
    pub fn creates(&self) -> bool {
        matches!(self.target, Target::Create { .. })
    }

    /// The arguments of the `jira_lookup` that lists a field's values.
    pub fn lookup(&self, meta: &FieldMeta) -> Value {
        let kind = field_type(&meta.schema);
        match (&self.target, kind.as_str()) {
            (_, "priority" | "resolution") => json!({"kind": kind}),
            (_, "version" | "versions") => json!({"kind": "version", "project": self.project()}),
            (_, "component" | "components") => json!({"kind": "component", "project": self.project()}),
            (_, "sprint") => json!({"kind": "sprint", "project": self.project()}),
            (Target::Create { project }, _) => {
                json!({"kind": "option", "project": project, "issue_type": self.issue_type.name, "field": self.sendable(meta)})
            }
            (Target::Edit(key) | Target::Transition(key), _) => {
                json!({"kind": "option", "issue": key.as_str(), "field": self.sendable(meta)})
            }
        }
    }

    /// The name by which a field can be sent: with its id where another field of the screen has the same name.
    pub fn sendable(&self, meta: &FieldMeta) -> String {
        let same = self.fields.iter().filter(|other| other.name.eq_ignore_ascii_case(&meta.name)).count();
        if same > 1 { with_id(&meta.name, &meta.id) } else { meta.name.clone() }
    }

    /// The field of this id.
    pub fn by_id(&self, id: &str) -> Option<&FieldMeta> {
        self.fields.iter().find(|meta| meta.id == id)
    }

    /// The field in which the issue above stands: the parent, but for a type that is no sub-task and has no level, as on Data
    /// Center, the epic (Jira facts, item 42).
    pub fn parent(&self) -> Option<&FieldMeta> {
        let epic = self.fields.iter().find(|meta| has_type(&meta.schema, "gh-epic-link"));
        let own = self.by_id("parent");
        let has_levels = self.issue_type.subtask || self.issue_type.level.is_some();
        if has_levels { own.or(epic) } else { epic.or(own) }
    }

    /// Where the name ends in `Name: value`: the longest known name before a colon, else what stands before the first.
    pub fn split<'a>(&self, line: &'a str) -> Option<(&'a str, &'a str)> {
        let cuts = |sign: char| {
            line.match_indices(sign).filter_map(move |(at, _)| {
                let (name, rest) = line.split_at_checked(at)?;
                Some((name.trim(), rest.get(1..)?.trim()))
            })
        };
        let known = |(name, _): &(&str, &str)| self.is_known(name);
        let longest = cuts(':').rfind(known);
        longest.or_else(|| cuts(':').next().filter(|(name, _)| !name.is_empty())).or_else(|| cuts('=').find(known))
    }

    fn is_known(&self, name: &str) -> bool {
        let whole = |called: Called| called.fit(name).is_some_and(|fit| fit <= Fit::Folded);
        let bracketed =
            name.ends_with(']') && !matches!(pick(name, &self.fields, |meta| self.called(meta)), Match::Nothing);
        bracketed
            || self.fields.iter().any(|meta| whole(self.called(meta)))
            || self.site.iter().any(|field| whole(field::called(field)))
    }

    fn called(&self, meta: &FieldMeta) -> Called {
        let own = Called::new(meta.name.as_str(), meta.id.as_str());
        let known = self.site.iter().find(|field| field.id == meta.id).map(field::called).unwrap_or_default();
        Called { names: [own.names, known.names].concat(), ids: [own.ids, known.ids].concat() }
    }

    /// The field that a word names, for an entry of `fields` with this value.
    ///
    /// # Errors
    ///
    /// `ambiguous_name`, `not_editable`, `unknown_name`.
    pub fn find(&self, wanted: &str, value: &Value) -> Result<&FieldMeta, Refusal> {
        let found = self.named(wanted, value);
        if found.is_err() && wanted.contains('_') {
            // Models write names as they write arguments.
            return self.named(&wanted.replace('_', " "), value).or(found);
        }
        found
    }

    fn named(&self, wanted: &str, value: &Value) -> Result<&FieldMeta, Refusal> {
        let settable =
            || self.fields.iter().filter(|meta| !ALWAYS_GIVEN.contains(&meta.id.as_str()) || !self.creates());
        let called = |meta: &FieldMeta| self.called(meta);
        let on_screen = pick(wanted, settable(), called);
        let is_whole = |meta: &FieldMeta| self.called(meta).fit(wanted).is_some_and(|fit| fit <= Fit::Plain);
        match on_screen {
            Match::One(meta) if is_whole(meta) || wanted.ends_with(']') => return Ok(meta),
            Match::Several(several) if several.iter().any(|meta| is_whole(meta)) => {
                return Err(self.ambiguous(wanted, value, &several));
            }
            _ => {}
        }
        // What is above an issue stands in one field or another, and has an argument of its own.
        if let Some(above) = self.parent().filter(|_| ABOVE.contains(&wanted.to_lowercase().as_str())) {
            return Ok(above);
        }
        // The whole name of a field that the screen has not is not the beginning of one that it has.
        let usual = ids_of(wanted, &self.site);
        let there: Vec<&FieldMeta> = settable().filter(|meta| usual.contains(&meta.id)).collect();
        match there.as_slice() {
            [meta] => return Ok(meta),
            [] => {}
            several => return Err(self.ambiguous(wanted, value, several)),
        }
        // What Jira shows of time tracking in fields of their own is set as one.
        let is_time = usual.first().is_some_and(|id| ["timeoriginalestimate", "timeestimate"].contains(&id.as_str()));
        if let Some(tracking) = self.by_id("timetracking").filter(|_| is_time) {
            return Ok(tracking);
        }
        let on_site = self.site.iter().find(|one| field::called(one).fit(wanted).is_some_and(|fit| fit <= Fit::Plain));
        match (on_site, on_screen) {
            (Some(field), _) => Err(self.not_editable(&field.name, &field.id, value)),
            (None, Match::One(meta)) => Ok(meta),
            (None, Match::Several(several)) => Err(self.ambiguous(wanted, value, &several)),
            (None, Match::Nothing) => match usual.first().and_then(|id| self.site.iter().find(|one| one.id == *id)) {
                Some(field) => Err(self.not_editable(&field.name, &field.id, value)),
                None => Err(self.unknown(wanted, value)),
            },
        }
    }

    /// The refusal of a field that this write can't set.
    pub fn not_editable(&self, name: &str, id: &str, value: &Value) -> Refusal {
        let verb = if self.creates() { "be set" } else { "be changed" };
        let message = format!("`{}` can't {verb} for {}", cut::cell(name, MOST_CHARACTERS), self.place);
        let mut refusal = Refusal::new(Code::NotEditable, Problem::NotEditable, value, message);
        refusal.field.id = (name != id).then(|| id.to_owned());
        refusal.field.allowed = self.names(name);
        let others = crate::error::listed(&refusal.field.allowed, "and");
        refusal.also = match self.done_by(id) {
            Some(other) => Some(other.to_owned()),
            None => (!others.is_empty()).then(|| format!("fields that can: {others}")),
        };
        refusal.mend = Some(Mend::Drop);
        refusal
    }

    /// What sets a field that this write can't set.
    fn done_by(&self, id: &str) -> Option<&'static str> {
        match (id, &self.target) {
            ("comment", Target::Transition(_)) => Some("a comment goes into the argument `comment`"),
            ("comment", _) => Some("jira_add_comment writes comments"),
            ("issuelinks", _) => Some("jira_link_issues makes links"),
            ("status", Target::Create { .. }) => Some("jira_transition_issue sets it once the issue is made"),
            ("resolution", Target::Create { .. } | Target::Edit(_)) => {
                Some("jira_transition_issue sets it with the step that asks for it")
            }
            (_, Target::Transition(_)) => Some("jira_update_issue sets fields that this step doesn't ask for"),
            _ => None,
        }
    }

    fn ambiguous(&self, wanted: &str, value: &Value, several: &[&FieldMeta]) -> Refusal {
        let message = format!("`{wanted}` may be any of {} fields of {}", several.len(), self.place);
        let candidates: Vec<Candidate> = several
            .iter()
            .map(|meta| Candidate {
                name: meta.name.clone(),
                detail: field_type(&meta.schema),
                send: with_id(&meta.name, &meta.id).into(),
            })
            .collect();
        let names: Vec<String> = several.iter().map(|meta| with_id(&meta.name, &meta.id)).collect();
        Refusal {
            code: Code::AmbiguousName,
            message,
            with: said(&names, value),
            also: None,
            field: Box::new(Entry { candidates, ..Entry::new(Problem::Ambiguous, wanted) }),
            mend: None,
        }
    }

    fn unknown(&self, wanted: &str, value: &Value) -> Refusal {
        let known: Vec<String> = self.all_names();
        let names = self.names(wanted);
        let near = closest(wanted, known.iter().map(String::as_str)).map(str::to_owned);
        let alike = closest_of(wanted, known.iter().map(String::as_str), MOST_SAID);
        let alike: Vec<String> = alike.into_iter().map(str::to_owned).collect();
        let lookup = match &self.target {
            Target::Create { project } => {
                json!({"kind": "create_fields", "project": project, "issue_type": self.issue_type.name})
            }
            Target::Edit(key) | Target::Transition(key) => json!({"kind": "create_fields", "issue": key.as_str()}),
        };
        // The only one that is like it is what is meant, if any is.
        let near = near.or_else(|| <[String; 1]>::try_from(alike.clone()).ok().map(|[only]| only));
        // A name that nothing is like stands for no field in particular.
        let shown = near.clone().map_or(alike, |near| vec![near]);
        Refusal {
            code: Code::UnknownName,
            message: format!("no field of {} is called `{wanted}`", self.place),
            with: if shown.is_empty() { String::new() } else { said(&shown, value) },
            also: Some(format!("jira_lookup with {} lists all", super::failure::spoken(&lookup))),
            mend: near.clone().map(|near| Mend::Line(format!("{near}: {}", listed_text(value)))),
            field: Box::new(Entry {
                allowed: names,
                closest: near,
                lookup: Some(lookup),
                ..Entry::new(Problem::Unknown, wanted)
            }),
        }
    }

    fn all_names(&self) -> Vec<String> {
        let told = |meta: &&FieldMeta| !ALWAYS_GIVEN.contains(&meta.id.as_str());
        self.fields.iter().filter(told).map(|meta| cut::cell(&self.sendable(meta), MOST_CHARACTERS)).collect()
    }

    /// The names that can be sent, the ones near a word first.
    fn names(&self, near: &str) -> Vec<String> {
        let known = self.all_names();
        let near = closest_of(near, known.iter().map(String::as_str), MOST_SAID).into_iter().map(str::to_owned);
        let near: Vec<String> = near.collect();
        let rest = known.iter().filter(|name| !near.contains(name)).cloned();
        near.iter().cloned().chain(rest).take(MOST_SAID).collect()
    }
}

/// Whether a custom field is of this type, whatever plugin it comes from.
pub(super) fn has_type(schema: &FieldSchema, key: &str) -> bool {
    schema.custom.as_deref().is_some_and(|custom| custom.rsplit(':').next() == Some(key))
}

fn said(names: &[String], value: &Value) -> String {
    let shown: Vec<String> =
        names.iter().map(|name| format!("{name}: {}", cut::cell(&listed_text(value), MOST_CHARACTERS))).collect();
    format!("fields {}", crate::error::listed(&shown, "or"))
}

/// Whether a value asks for nothing: a filler that is no value of this field.
pub fn is_nothing(meta: &FieldMeta, value: &Value) -> bool {
    let text = listed_text(value);
    let is_option =
        || meta.allowed.iter().filter_map(super::coerce::choice::name_of).any(|name| fold(&name) == fold(text.trim()));
    let is_zero = || meta.schema.kind == "number" && text.trim().parse::<f64>().is_ok();
    is_filler(value) && !is_option() && !is_zero()
}

impl Resolver<'_> {
    /// The create screen of a type in a project.
    ///
    /// # Errors
    ///
    /// What the client fails with.
    pub async fn create_screen(&self, project: &ProjectDetail, kind: &IssueType) -> Result<WritableScreen, Failure> {
        let key = project.project.key.as_str();
        let fields = self.jira.create_fields(self.call, key, &kind.id).await;
        let fields = fields.map_err(|error| self.failed(About::Project("project", key), &error))?;
        Ok(WritableScreen {
            target: Target::Create { project: key.to_owned() },
            fields: fields.to_vec(),
            site: self.site_fields().await?,
            issue_type: kind.clone(),
            held: Map::new(),
            place: format!("{} in {key}", cut::cell(&kind.name, MOST_CHARACTERS)),
        })
    }

    /// An issue and its edit screen in one request. `argument` is where the key stood.
    ///
    /// # Errors
    ///
    /// `not_found_or_hidden`, `project_not_allowed`, and what else the client fails with.
    pub async fn edit_screen(
        &self,
        argument: &'static str,
        key: &IssueKey,
    ) -> Result<(IssueKey, WritableScreen, Issue), Failure> {
        let (issue, fields) = match self.jira.issue_to_edit(self.call, key.as_str()).await {
            Ok((issue, fields)) => (Ok(issue), fields),
            Err(error) => (Err(error), Vec::new()),
        };
        let issue = super::issue::shown(self.tool, argument, key, issue, self.policy)?;
        let now = IssueKey::parse(&issue.key).unwrap_or_else(|| key.clone());
        let place = now.to_string();
        let screen = self.screen_of(Target::Edit(now.clone()), fields, &issue, place).await?;
        Ok((now, screen, issue))
    }

    /// The screen of a step that an issue is to take.
    ///
    /// # Errors
    ///
    /// What the client fails with.
    pub async fn transition_screen(
        &self,
        key: &IssueKey,
        issue: &Issue,
        transition: &Transition,
    ) -> Result<WritableScreen, Failure> {
        let place = format!("the transition `{}` of {key}", cut::cell(&transition.name, MOST_CHARACTERS));
        self.screen_of(Target::Transition(key.clone()), transition.fields.clone(), issue, place).await
    }

    async fn screen_of(
        &self,
        target: Target,
        fields: Vec<FieldMeta>,
        issue: &Issue,
        place: String,
    ) -> Result<WritableScreen, Failure> {
        let issue_type = issue.fields.get("issuetype").map(read::issue_type).unwrap_or_default();
        let site = self.site_fields().await?;
        Ok(WritableScreen { target, fields, site, issue_type, held: issue.fields.clone(), place })
    }

    async fn site_fields(&self) -> Result<Arc<Fields>, Failure> {
        let site = self.jira.fields(self.call).await;
        site.map_err(|error| self.failed(About::Site("the list of fields"), &error))
    }
}

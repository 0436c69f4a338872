//! Which Jira it is, and everything in which the two differ: the paths, the shapes of some requests, the reading of some answers.
//!
//! Nobody else asks. Where both agree (most reads differ only in the API's version), `api/` has one way for both.

pub mod cloud;
pub mod data_center;

use super::read;
use super::request::Request;
use super::settings::{DialectSetting, Settings};
use super::types::{
    Attachment, Listing, Markup, Named, ParentAs, Project, SearchPage, SearchQuery, ServerInfo, WorkflowStep,
};
use serde_json::{Value, json};
use url::Url;

/// Cloud (REST v3, ADF, account ids) or Data Center (REST v2, wiki markup, user names).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Jira Cloud.
    Cloud,
    /// Jira Data Center or Server.
    DataCenter,
}

/// What a search is asked for besides its query, where Jira knows it.
#[derive(Clone, Debug, Default)]
pub struct Also {
    /// Issues that the search is to see as they are now (Jira facts, item 16).
    pub reconcile: Vec<u64>,
    /// An entity property that comes with each issue.
    pub property: Option<String>,
}

/// What the site told of itself.
#[derive(Clone, Debug)]
pub struct Site {
    /// What is shown of it.
    pub info: ServerInfo,
    /// Which dialect it speaks.
    pub dialect: Dialect,
}

/// The dialect if it need not be asked for: set by the user, or known by the host's name.
pub fn known(settings: &Settings, site: &Url) -> Option<Dialect> {
    match settings.dialect {
        DialectSetting::Cloud => Some(Dialect::Cloud),
        DialectSetting::DataCenter => Some(Dialect::DataCenter),
        DialectSetting::Auto if settings.sites.is_cloud_by_name(site) => Some(Dialect::Cloud),
        DialectSetting::Auto => None,
    }
}

/// Whether the site is Cloud by its name or by its own word over https. What the user set is not enough to send a token elsewhere.
pub fn is_surely_cloud(settings: &Settings, site: &Url, asked: Option<&Site>) -> bool {
    let says_so = asked.is_some_and(|site| site.dialect == Dialect::Cloud);
    settings.sites.is_cloud_by_name(site) || (site.scheme() == "https" && says_so)
}

/// The question that both dialects answer alike.
pub fn server_info() -> Request {
    Request::get("rest/api/2", "serverInfo", &[])
}

/// Reads its answer; `None` when it is not Jira's (Jira facts, item 54).
pub fn read_site(told: &Value) -> Option<Site> {
    let version = told.get("version")?.as_str()?.to_owned();
    let dialect = match told.get("deploymentType").and_then(Value::as_str).map(str::to_ascii_lowercase).as_deref() {
        Some("cloud") => Dialect::Cloud,
        Some("server" | "datacenter" | "data center") => Dialect::DataCenter,
        // Where it doesn't say, the version does: `1001.0.0-SNAPSHOT` is Cloud's, and Data Center counts from 1.
        _ if version.split('.').next().and_then(|number| number.parse().ok()) >= Some(1000_u32) => Dialect::Cloud,
        _ => Dialect::DataCenter,
    };
    Some(Site { info: ServerInfo { version, base_url: read::text(told, "baseUrl") }, dialect })
}

impl Dialect {
    /// `cloud` or `data_center`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cloud => "cloud",
            Self::DataCenter => "data_center",
        }
    }

    /// The root of the platform's API.
    pub fn root(self) -> &'static str {
        match self {
            Self::Cloud => "rest/api/3",
            Self::DataCenter => "rest/api/2",
        }
    }

    /// One request of a search; `page_size` rows at most.
    pub fn search(self, query: &SearchQuery, page_size: usize, also: &Also) -> Request {
        match self {
            Self::Cloud => cloud::search(query, page_size, also),
            Self::DataCenter => data_center::search(query, page_size),
        }
    }

    /// Reads its answer.
    pub fn read_search(self, told: Value, also: &Also) -> SearchPage {
        match self {
            Self::Cloud => cloud::read_search(told, &also.reconcile),
            Self::DataCenter => data_center::read_search(told),
        }
    }

    /// Whether a search tells its total by itself.
    pub fn search_tells_total(self) -> bool {
        self == Self::DataCenter
    }

    /// How many issues a query finds.
    pub fn count(self, jql: &str) -> Request {
        match self {
            Self::Cloud => cloud::count(jql),
            Self::DataCenter => data_center::count(jql),
        }
    }

    /// Reads its answer.
    pub fn read_count(self, told: &Value) -> Option<u64> {
        match self {
            Self::Cloud => told.get("count").and_then(Value::as_u64),
            Self::DataCenter => told.get("total").and_then(Value::as_u64),
        }
    }

    /// A question for what is wrong with a query; `None` where a search itself says so.
    pub fn check_jql(self, jql: &str) -> Option<Request> {
        match self {
            Self::Cloud => Some(cloud::check_jql(jql)),
            Self::DataCenter => None,
        }
    }

    /// A page of projects, filtered as far as Jira can.
    pub fn projects(self, query: Option<&str>, limit: usize) -> Request {
        match self {
            Self::Cloud => cloud::projects(query, limit),
            Self::DataCenter => data_center::projects(),
        }
    }

    /// Reads its answer, and filters what Jira did not.
    pub fn read_projects(self, told: &Value, query: Option<&str>, limit: usize) -> Listing<Project> {
        match self {
            Self::Cloud => read::page(told, read::project),
            Self::DataCenter => data_center::read_projects(told, query, limit),
        }
    }

    /// A search for people.
    pub fn users(self, query: &str, limit: usize) -> Request {
        let request = self.people("user/search", query, limit);
        // People who left still stand in issues; Data Center leaves them out unless asked.
        if self == Self::DataCenter { request.with("includeInactive", true) } else { request }
    }

    /// A search for people who can be given work.
    pub fn assignable_users(self, query: &str, limit: usize) -> Request {
        self.people("user/assignable/search", query, limit)
    }

    /// One person by id.
    pub fn user(self, id: &str) -> Request {
        let name = match self {
            Self::Cloud => "accountId",
            Self::DataCenter => "username",
        };
        Request::get(self.root(), "user", &[]).with(name, id)
    }

    /// A person as a write names them (Jira facts, item 37).
    pub fn person(self, id: &str) -> Value {
        match self {
            Self::Cloud => json!({"accountId": id}),
            Self::DataCenter => json!({"name": id}),
        }
    }

    /// Several people by id, where Jira can be asked for them at once.
    pub fn users_by_id(self, ids: &[&str]) -> Option<Request> {
        match self {
            Self::Cloud => Some(cloud::users_by_id(ids)),
            Self::DataCenter => None,
        }
    }

    /// The resolutions: all of them, or the first page (Cloud took the whole list out of support).
    pub fn resolutions(self) -> Request {
        match self {
            Self::Cloud => Request::get(self.root(), "resolution/search", &[]).with("maxResults", 200),
            Self::DataCenter => Request::get(self.root(), "resolution", &[]),
        }
    }

    /// Reads its answer.
    pub fn read_resolutions(self, told: &Value) -> Vec<Named> {
        read::items(told).iter().filter_map(read::named).collect()
    }

    /// All labels, where Jira lists them; `None` where only suggestions exist.
    pub fn labels(self, limit: usize) -> Option<Request> {
        match self {
            Self::Cloud => Some(Request::get(self.root(), "label", &[]).with("maxResults", limit)),
            Self::DataCenter => None,
        }
    }

    /// The plans of the products, where Jira tells them to everybody.
    pub fn license(self) -> Option<Request> {
        match self {
            Self::Cloud => Some(Request::get(self.root(), "instance/license", &[])),
            Self::DataCenter => None,
        }
    }

    /// Whether the epic of an issue is its parent, and no field of boards (Jira facts, item 42).
    pub fn epics_are_parents(self) -> bool {
        self == Self::Cloud
    }

    /// What a comment must be expanded by to tell who sees it.
    pub fn comment_expand(self) -> Option<&'static str> {
        match self {
            Self::Cloud => None,
            Self::DataCenter => Some("properties"),
        }
    }

    /// A later part of an issue's history, oldest first, where Jira can be asked for it.
    pub fn history_page(self, key: &str, start: u64, count: usize) -> Option<Request> {
        match self {
            Self::Cloud => Some(cloud::history_page(key, start, count)),
            Self::DataCenter => None,
        }
    }

    /// A part of an issue's worklog, oldest first, where Jira can be asked for it.
    pub fn worklog_page(self, key: &str, start: u64, count: usize) -> Option<Request> {
        match self {
            Self::Cloud => Some(cloud::worklog_page(key, start, count)),
            Self::DataCenter => None,
        }
    }

    /// The workflow that issues of a type have in a project, where others than administrators can be told of it.
    pub fn workflow(self, project: &str, issue_type: &str) -> Option<Request> {
        match self {
            Self::Cloud => Some(cloud::workflow(project, issue_type)),
            Self::DataCenter => None,
        }
    }

    /// Reads its answer.
    pub fn read_workflow(self, told: &Value) -> Vec<WorkflowStep> {
        match self {
            Self::Cloud => cloud::read_workflow(told),
            Self::DataCenter => Vec::new(),
        }
    }

    /// What rich text is written in.
    pub fn markup(self) -> Markup {
        match self {
            Self::Cloud => Markup::Adf,
            Self::DataCenter => Markup::Wiki,
        }
    }

    /// How an issue is put below another, or below none; `None` where a field does it that each site has under its own id:
    /// Data Center's Epic Link, whose value is the epic's key (Jira facts, item 42). No sub-task is below none.
    pub fn parent(self, parent: Option<&str>, is_subtask: bool) -> Option<ParentAs> {
        match (self, parent) {
            (Self::Cloud, None) => Some(ParentAs::Update("parent".to_owned(), json!([{"set": {"none": true}}]))),
            (Self::DataCenter, _) if !is_subtask => None,
            (Self::Cloud | Self::DataCenter, Some(key)) => {
                Some(ParentAs::Field("parent".to_owned(), json!({"key": key})))
            }
            (Self::DataCenter, None) => Some(ParentAs::Field("parent".to_owned(), Value::Null)),
        }
    }

    /// Several issues by key, where Jira can be asked for them at once.
    pub fn issues_by_key(self, keys: &[String], fields: &[&str], property: Option<&str>) -> Option<Request> {
        match self {
            Self::Cloud => Some(cloud::issues_by_key(keys, fields, property)),
            Self::DataCenter => None,
        }
    }

    /// The bytes of a file.
    pub fn attachment_content(self, attachment: &Attachment) -> Request {
        match self {
            Self::Cloud => cloud::attachment_content(&attachment.id),
            Self::DataCenter => data_center::attachment_content(attachment),
        }
    }

    fn people(self, route: &'static str, query: &str, limit: usize) -> Request {
        let request = Request::get(self.root(), route, &[]).searching_people().with("maxResults", limit);
        match self {
            Self::Cloud => request.with("query", query),
            // Data Center wants a name; a dot stands for everybody.
            Self::DataCenter => request.with("username", if query.is_empty() { "." } else { query }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_says_what_it_is() {
        let read = |told: Value| read_site(&told).map(|site| site.dialect);
        assert_eq!(read(json!({"version": "1001.0.0-SNAPSHOT", "deploymentType": "Cloud"})), Some(Dialect::Cloud));
        assert_eq!(read(json!({"version": "10.3.1", "deploymentType": "Server"})), Some(Dialect::DataCenter));
        assert_eq!(read(json!({"version": "7.0.0"})), Some(Dialect::DataCenter));
        assert_eq!(read(json!({"version": "1001.0.0-SNAPSHOT", "deploymentType": null})), Some(Dialect::Cloud));
        assert_eq!(read(json!({"version": "next", "deploymentType": 7})), Some(Dialect::DataCenter));
        assert_eq!(read(json!({"status": "ok"})), None);
    }

    #[test]
    fn what_is_written_has_each_dialects_shape() {
        let (cloud, data_center) = (Dialect::Cloud, Dialect::DataCenter);
        assert_eq!((cloud.markup(), data_center.markup()), (Markup::Adf, Markup::Wiki));
        assert_eq!(cloud.person("a:1"), json!({"accountId": "a:1"}));
        assert_eq!(data_center.person("robin"), json!({"name": "robin"}));
        let below = || Some(ParentAs::Field("parent".to_owned(), json!({"key": "SHOP-1"})));
        assert_eq!(cloud.parent(Some("SHOP-1"), false), below());
        assert_eq!(cloud.parent(Some("SHOP-1"), true), below());
        assert_eq!(data_center.parent(Some("SHOP-1"), true), below());
        assert_eq!(data_center.parent(Some("SHOP-1"), false), None, "the Epic Link has the site's own id");
        let none = ParentAs::Update("parent".to_owned(), json!([{"set": {"none": true}}]));
        assert_eq!(cloud.parent(None, false), Some(none));
    }

    #[test]
    fn a_setting_alone_never_sends_a_token_elsewhere() {
        let mut settings = Settings::new(None, super::super::settings::Login::Missing);
        settings.dialect = DialectSetting::Cloud;
        let site = Url::parse("https://jira.example.com").unwrap();
        assert_eq!(known(&settings, &site), Some(Dialect::Cloud));
        assert!(!is_surely_cloud(&settings, &site, None));
        let told = read_site(&json!({"version": "1001", "deploymentType": "Cloud"})).unwrap();
        assert!(is_surely_cloud(&settings, &site, Some(&told)));
        let plain = Url::parse("http://127.0.0.1:1").unwrap();
        assert!(!is_surely_cloud(&settings, &plain, Some(&told)));
    }
}

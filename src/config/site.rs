//! The site's address out of whatever people paste: a page of Jira, a bare host, an address with a context path.

use url::Url;

/// First segments of Jira's own paths: what stands before them is the context path.
const PAGES: [&str; 21] = [
    "browse",
    "projects",
    "issues",
    "secure",
    "rest",
    "servicedesk",
    "plugins",
    "login",
    "login.jsp",
    "wiki",
    "people",
    "dashboards",
    "boards",
    "issue",
    "filters",
    "plans",
    "helpcenter",
    "jira-software",
    "welcome",
    "si",
    "activity",
];

/// What follows `jira` in the paths of Cloud. A Data Center under `/jira` has none of these.
const CLOUD_PAGES: [&str; 12] = [
    "software",
    "core",
    "your-work",
    "for-you",
    "dashboards",
    "people",
    "discovery",
    "plans",
    "polaris",
    "settings",
    "apps",
    "marketplace",
];

/// Reads an address: `https` where no scheme is given, the path cut at Jira's own pages, query and fragment dropped.
///
/// The answer has no `/` at its end unless the path is empty. The error says what is wrong, as the end of a sentence.
pub fn parse(text: &str) -> Result<Url, &'static str> {
    let text = text.trim().trim_matches(['"', '\'', '<', '>']);
    if text.contains('\\') || text.chars().any(char::is_whitespace) {
        return Err("is not a URL");
    }
    let text = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let mut url = Url::parse(&text).map_err(|_| "is not a URL")?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err("is neither https nor http");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("has a user name or password in it");
    }
    let Some(host) = url.host_str().filter(|host| !host.is_empty()) else {
        return Err("has no host");
    };
    let context = if is_cloud_host(host) { String::new() } else { context_path(url.path()) };
    url.set_path(&context);
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// Whether the host is Cloud by its name. Jira Cloud has no context path.
pub fn is_cloud_host(host: &str) -> bool {
    host.strip_suffix(".atlassian.net").is_some_and(|label| !label.is_empty())
}

fn context_path(path: &str) -> String {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let mut kept = String::new();
    for (at, segment) in segments.iter().enumerate() {
        let next = segments.get(at + 1).copied().unwrap_or_default();
        let after = segments.get(at + 2).copied().unwrap_or_default();
        let cloud_page =
            *segment == "jira" && (CLOUD_PAGES.contains(&next) || (next == "servicedesk" && after == "projects"));
        if cloud_page || PAGES.contains(segment) {
            break;
        }
        kept.push('/');
        kept.push_str(segment);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn any_pasted_address_gives_the_site() {
        for (pasted, site) in [
            ("acme.atlassian.net", "https://acme.atlassian.net/"),
            ("  <https://acme.atlassian.net/>  ", "https://acme.atlassian.net/"),
            ("https://acme.atlassian.net/browse/SHOP-1?focusedCommentId=1#x", "https://acme.atlassian.net/"),
            ("https://acme.atlassian.net/jira/software/c/projects/SHOP/boards/1", "https://acme.atlassian.net/"),
            ("https://acme.atlassian.net/wiki/spaces/X", "https://acme.atlassian.net/"),
            ("https://issues.acme.com/jira/software/projects/SHOP/boards/1", "https://issues.acme.com/"),
            ("https://issues.acme.com/jira/servicedesk/projects/HELP/queues", "https://issues.acme.com/"),
            ("https://issues.acme.com/jira/servicedesk/customer/portals", "https://issues.acme.com/jira"),
            ("https://issues.acme.com/jira/browse/SHOP-1", "https://issues.acme.com/jira"),
            ("https://issues.acme.com/jira/", "https://issues.acme.com/jira"),
            ("https://issues.acme.com/tools/jira/secure/Dashboard.jspa", "https://issues.acme.com/tools/jira"),
            ("https://issues.acme.com/rest/api/2/issue/1", "https://issues.acme.com/"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
            ("issues.acme.com:8443/jira", "https://issues.acme.com:8443/jira"),
        ] {
            assert_eq!(parse(pasted).map(String::from), Ok(site.to_owned()), "{pasted}");
        }
    }

    #[test]
    fn an_address_that_two_parsers_could_read_differently_is_refused() {
        for pasted in [
            "",
            "https://",
            "ftp://acme.atlassian.net",
            "file:///etc/passwd",
            r"http://localhost\@evil.com/",
            "https://user:secret@acme.atlassian.net",
            "https://acme.atlassian.net evil.com",
            "javascript:alert(1)",
        ] {
            assert!(parse(pasted).is_err(), "{pasted}");
        }
    }
}

//! Making issues.

use super::super::call::Call;
use super::super::client::Client;
use super::super::error::{Error, Fate, Kind};
use super::super::read;
use super::super::request::Request;
use super::super::types::{Created, Issue, TAG, Tag, Written};
use reqwest::Method;
use serde_json::{Map, Value, json};

impl Client {
    /// Makes an issue of these fields. With a tag, the issue carries it as the entity property `mcp-server-jira.request`; a Jira
    /// that refuses the property is sent the same once more without it, because a refusal made nothing.
    ///
    /// # Errors
    ///
    /// The client's. Only [`Error::fate`] tells whether the issue may be there.
    pub async fn create_issue(
        &self,
        call: &Call,
        fields: &Map<String, Value>,
        tag: Option<&Tag>,
    ) -> Result<Written<Created>, Error> {
        let root = self.dialect(call).await?.root();
        let request = |tag: Option<&Tag>| {
            let mut body = json!({"fields": fields});
            if let (Some(tag), Some(body)) = (tag, body.as_object_mut()) {
                body.insert("properties".to_owned(), json!([{"key": TAG, "value": tag.value()}]));
            }
            Request::write(Method::POST, root, "issue", &[], Some(body))
        };
        let told = match self.json(call, &request(tag)).await {
            Err(error) if tag.is_some() && may_be_the_tag(&error) => self.json(call, &request(None)).await?,
            other => other?,
        };
        let (id, key) = (read::text(&told, "id"), read::text(&told, "key"));
        let Some(key) = key else {
            return Ok(Written::Unread);
        };
        let created = Created { id: id.unwrap_or_default(), key };
        let mut written = self.written();
        written.learn(&created.key, &created.id);
        written.note(&created.key, std::time::Instant::now());
        Ok(Written::Told(created))
    }

    /// An entity property of an issue; `None` when the issue has none of that name, or is hidden.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn issue_property(&self, call: &Call, key: &str, name: &str) -> Result<Option<Value>, Error> {
        let request = self.platform(call, "issue/{key}/properties/{name}", &[key, name]).await?;
        match self.json(call, &request).await {
            Ok(mut told) => Ok(told.get_mut("value").map(Value::take)),
            Err(error) if error.kind == Kind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Those of some issues that exist and may be seen, with one entity property if wanted. Read from the store, which no index
    /// delays: one request where Jira takes several keys at once (at most 100), else one for each.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn issues_by_key(
        &self,
        call: &Call,
        keys: &[String],
        fields: &[&str],
        property: Option<&str>,
    ) -> Result<Vec<Issue>, Error> {
        let dialect = self.dialect(call).await?;
        if let Some(request) = dialect.issues_by_key(keys, fields, property) {
            let mut told = self.json(call, &request).await?;
            if told.get("issues").is_none_or(|issues| !issues.is_array()) {
                return Err(super::malformed(&request));
            }
            return Ok(read::issues(&mut told));
        }
        let one = |key: &String| {
            let request = Request::get(dialect.root(), "issue/{key}", &[key]).with("fields", fields.join(","));
            let request = request.with_some("properties", property);
            async move {
                match self.json(call, &request).await {
                    Ok(told) => Ok(Some(read::issue(told)).filter(|issue| !issue.key.is_empty())),
                    Err(error) if error.kind == Kind::NotFound => Ok(None),
                    Err(error) => Err(error),
                }
            }
        };
        let all = futures_util::future::join_all(keys.iter().map(one)).await;
        all.into_iter().filter_map(Result::transpose).collect()
    }
}

/// Whether a refusal may be meant for the property: 403, which a create without it would get again, or an error that names it.
fn may_be_the_tag(error: &Error) -> bool {
    let names_it = |text: &str| {
        let text = text.to_ascii_lowercase();
        text.contains("propert") || text.contains(TAG)
    };
    let named = error.messages.iter().any(|message| names_it(message))
        || error.field_messages.iter().any(|(field, message)| names_it(field) || names_it(message));
    error.fate() == Fate::NotDone
        && error.status.is_some_and(|status| matches!(status, 400..=428))
        && (error.kind == Kind::Forbidden || named)
}

#[cfg(test)]
mod tests {
    use super::super::super::retry::Effect;
    use super::*;

    #[test]
    fn only_a_refusal_that_may_be_meant_for_the_property_is_blamed_on_it() {
        let refused = |status: u16, kind: Kind, message: &str| Error {
            status: Some(status),
            sent: true,
            effect: Effect::Write,
            messages: vec![message.to_owned()],
            ..Error::unsent(kind, "POST issue")
        };
        assert!(may_be_the_tag(&refused(403, Kind::Forbidden, "")));
        assert!(may_be_the_tag(&refused(400, Kind::Invalid, "Entity properties can't be set here")));
        assert!(may_be_the_tag(&refused(422, Kind::Unprocessable, "mcp-server-jira.request is too long")));
        assert!(!may_be_the_tag(&refused(400, Kind::Invalid, "Summary is required")));
        assert!(!may_be_the_tag(&refused(401, Kind::Unauthorized, "")));
        assert!(!may_be_the_tag(&refused(503, Kind::Unavailable, "property")), "it may have been done");
        assert!(!may_be_the_tag(&refused(429, Kind::RateLimited, "property")));
    }
}

//! The names behind the ids in a text.
//!
//! Jira's texts refer to people by account id and to attachments by a media id that its REST API doesn't resolve, so whoever renders a text hands in what it knows.

/// What a text refers to by id and a reader knows by name.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The attachments.
    pub attachments: Vec<AttachmentName>,
    /// The one of them that is a picture, if there is exactly one.
    pub only_image: Option<AttachmentName>,
    /// Display names by account id or user name.
    pub people: std::collections::HashMap<String, String>,
}

/// One attachment of the issue that a text belongs to.
#[derive(Clone, Debug)]
pub struct AttachmentName {
    /// The attachment id of the REST API, such as `10012`.
    pub id: String,
    /// The file name.
    pub name: String,
}

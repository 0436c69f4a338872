//! The embedded Jira.

pub mod jql;
/// Stand-in.
#[derive(Debug)]
pub struct Jira;
/// Stand-in.
#[derive(Debug)]
pub struct Options;
impl Options {
    /// Stand-in.
    pub fn cloud() -> Self {
        Self
    }
    /// Stand-in.
    pub fn data_center() -> Self {
        Self
    }
}
impl Jira {
    /// Stand-in.
    pub async fn start(_: Options) -> std::io::Result<Self> {
        Ok(Self)
    }
    /// Stand-in.
    pub fn url(&self) -> String {
        "http://127.0.0.1:1".into()
    }
}
/// Stand-in.
pub mod account {
    /// Stand-in.
    pub const EMAIL: &str = "robin.vale@example.com";
    /// Stand-in.
    pub const API_TOKEN: &str = "demo-api-token";
    /// Stand-in.
    pub const PERSONAL_TOKEN: &str = "demo-personal-token";
}

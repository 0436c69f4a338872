//! The embedded Jira alone, for what wants to ask it without this project's server: `scripts/compare.sh` does.
//!
//! `cargo run --example jira -- data_center` serves until its stdin is closed. The first line that it prints is an object
//! with the address and the credentials that are accepted there.

use mcp_server_jira::demo::{Jira, Options, account};
use std::error::Error;
use std::io::{Read, Write};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = match std::env::args().nth(1).as_deref() {
        None | Some("cloud") => Options::cloud(),
        Some("data_center") => Options::data_center(),
        Some(other) => return Err(format!("`{other}` is neither `cloud` nor `data_center`").into()),
    };
    let jira = Jira::start(options).await?;
    let told = serde_json::json!({
        "url": jira.url(),
        "email": account::EMAIL,
        "api_token": account::API_TOKEN,
        "personal_token": account::PERSONAL_TOKEN,
    });
    let mut output = std::io::stdout();
    writeln!(output, "{told}")?;
    output.flush()?;
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}

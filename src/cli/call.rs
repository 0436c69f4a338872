//! `call TOOL JSON`: one call from a shell, answered as an agent sees it.

use super::{FAILED, Outside, SUCCESS, USAGE};
use crate::jira::Call;
use crate::router::{Answer, Refusal, Router, failure, text_of};
use serde_json::{Map, Value};

pub(super) async fn run(
    router: &Router,
    tool: &str,
    arguments: &str,
    outside: &mut Outside<'_>,
) -> std::io::Result<u8> {
    let Some(tool) = router.find(tool) else {
        writeln!(outside.errors, "{}", router.unknown(tool))?;
        return Ok(USAGE);
    };
    let arguments = match serde_json::from_str::<Map<String, Value>>(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            writeln!(outside.errors, "the arguments are not a JSON object: {error}")?;
            return Ok(USAGE);
        }
    };
    let timing = &router.shared().timing;
    let call = Call::with_budget(timing.budget);
    let result = match router.call_apart(tool, arguments, call).await {
        Answer::Result(result) => result,
        Answer::Ask(question) => failure(&router.refused(tool, Some(&question), Refusal::Unanswered)),
    };
    match (text_of(&result), result.content.first().and_then(|block| block.as_image())) {
        (Some(text), _) => writeln!(outside.output, "{text}")?,
        (None, Some(image)) => writeln!(outside.output, "[{}, {} bytes in base64]", image.mime_type, image.data.len())?,
        (None, None) => {}
    }
    outside.output.flush()?;
    Ok(if result.is_error == Some(true) { FAILED } else { SUCCESS })
}

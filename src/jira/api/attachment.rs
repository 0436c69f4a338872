//! Files of issues: what they are, and their bytes piece by piece.

use super::super::answer::{html_kind, is_html};
use super::super::call::Call;
use super::super::client::Client;
use super::super::error::{Error, Kind};
use super::super::read;
use super::super::request::Reading;
use super::super::types::{Attachment, Piece};

impl Client {
    /// What a file is, by its id.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn attachment(&self, call: &Call, id: &str) -> Result<Attachment, Error> {
        let request = self.platform(call, "attachment/{id}", &[id]).await?;
        let mut attachment = read::attachment(&self.json(call, &request).await?);
        if attachment.id.is_empty() {
            // Data Center leaves it out here.
            attachment.id = id.to_owned();
        }
        Ok(attachment)
    }

    /// Up to `max_bytes` of a file from the byte `from` on; empty behind its end. A server that ignores ranges is read from the
    /// start, and what comes before is thrown away.
    ///
    /// # Errors
    ///
    /// The client's; `BodyTooLarge` when more would have to be thrown away than is read.
    pub async fn attachment_piece(
        &self,
        call: &Call,
        attachment: &Attachment,
        from: u64,
        max_bytes: usize,
    ) -> Result<Piece, Error> {
        let known = (attachment.size > 0).then_some(attachment.size);
        if max_bytes == 0 || known.is_some_and(|size| from >= size) {
            return Ok(Piece { bytes: Vec::new(), total: known });
        }
        let request = self.dialect(call).await?.attachment_content(attachment);
        let request = request.reading(Reading::Piece { from, max_bytes });
        let answer = match self.send(call, &request).await {
            Err(error) if error.status == Some(416) => {
                return Ok(Piece { bytes: Vec::new(), total: known });
            }
            other => other?,
        };
        if !attachment.mime_type.contains("html") && is_page(&answer.headers) && is_html(&answer) {
            let kind = html_kind(&answer);
            return Err(answer.failed(kind, &request));
        }
        if answer.status == 204 {
            return Err(answer.failed(Kind::Malformed, &request));
        }
        Ok(Piece { bytes: answer.body, total: answer.total.or(known) })
    }
}

/// Whether the server itself calls it a page for people; a text file may well begin with `<`.
fn is_page(headers: &reqwest::header::HeaderMap) -> bool {
    let kind = headers.get(reqwest::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.to_ascii_lowercase().contains("text/html"))
}

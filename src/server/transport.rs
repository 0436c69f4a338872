//! A transport that survives what comes before the first request.

use rmcp::RoleServer;
use rmcp::model::JsonRpcMessage;
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use tokio_util::sync::CancellationToken;

/// Drops notifications and answers until the first request.
///
/// A client that probes for the modern era and gives up sends `notifications/cancelled` before it says `initialize`;
/// rmcp 3.11 takes that for a broken client and ends.
pub struct Tolerant<T> {
    inner: T,
    opened: bool,
    closed: CancellationToken,
}

impl<T> Tolerant<T> {
    /// Wraps a transport. `closed` fires when the client closes its end: nobody is sure to read what is answered after that.
    pub fn new(inner: T, closed: CancellationToken) -> Self {
        Self { inner, opened: false, closed }
    }
}

impl<T: Transport<RoleServer>> Transport<RoleServer> for Tolerant<T> {
    type Error = T::Error;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send + 'static {
        self.inner.send(message)
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            let Some(message) = self.inner.receive().await else {
                self.closed.cancel();
                return None;
            };
            if self.opened || matches!(message, JsonRpcMessage::Request(_)) {
                self.opened = true;
                return Some(message);
            }
        }
    }

    async fn close(&mut self) -> Result<(), Self::Error> {
        self.inner.close().await
    }
}

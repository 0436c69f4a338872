//! A transport that survives what comes before the first request.

use rmcp::RoleServer;
use rmcp::model::JsonRpcMessage;
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;

/// Drops notifications and answers until the first request.
///
/// A client that probes for the modern era and gives up sends `notifications/cancelled` before it says `initialize`;
/// rmcp 3.11 takes that for a broken client and ends.
pub struct Tolerant<T> {
    inner: T,
    opened: bool,
}

impl<T> Tolerant<T> {
    /// Wraps a transport.
    pub fn new(inner: T) -> Self {
        Self { inner, opened: false }
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
            let message = self.inner.receive().await?;
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

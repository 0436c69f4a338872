//! An embedded Jira on a thread of its own, so that the server under measurement shares nothing with it.

use mcp_server_jira::demo::{Handle, Jira, Options};
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use tokio::runtime::Builder;

/// A running Cloud site.
pub struct World {
    pub url: String,
    pub handle: Handle,
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl World {
    /// A Cloud site in real time.
    pub fn start() -> Self {
        Self::of(Options::cloud())
    }

    pub fn of(options: Options) -> Self {
        let (started, site) = channel();
        let (end, ended) = channel::<()>();
        let thread = std::thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().unwrap();
            let jira = runtime.block_on(Jira::start(options)).unwrap();
            started.send((jira.url(), jira.handle())).unwrap();
            runtime.block_on(async {
                let ended = tokio::task::spawn_blocking(move || ended.recv());
                let _ = ended.await;
            });
        });
        let (url, handle) = site.recv().unwrap();
        Self { url, handle, end: Some(end), thread: Some(thread) }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

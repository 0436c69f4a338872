//! The client: everything that is said to Jira, and how.
//!
//! One `send` knows the dialect, authenticates, waits its turn, sends, classifies the answer, retries or not, and decodes.
//! What is absent: nothing here knows of tools or of the protocol above, and there is no second place that waits to stay under Jira's
//! limits.
//!
//! In the order of a request: [`call`] says how long it may take; [`api`] asks in [`types`]; [`dialect`] makes the [`request`];
//! [`client`] sends it: credentials from [`auth`], a turn from [`pace`], an exchange over [`transport`] whose [`body`] is bounded, an
//! [`answer`] that is classified and parsed [`lean`], its [`limits`] learnt, and [`retry`] deciding; [`gateway`] is the other way to
//! Cloud; [`cache`] holds what is asked for often, `flights` what is asked for at once, `written` what was written lately, and
//! [`fields`] the fields by id. [`read`] makes types of JSON. [`key`] is what a key tells by its look and its age. [`settings`] and
//! [`timing`] are given from outside; [`error`] is what comes back.

pub mod answer;
pub mod api;
pub mod auth;
pub mod body;
pub mod cache;
pub mod call;
pub mod client;
pub mod dialect;
pub mod error;
pub mod fields;
mod flights;
pub mod gateway;
pub mod key;
pub mod lean;
pub mod limits;
pub mod pace;
pub mod read;
pub mod request;
pub mod retry;
pub mod settings;
pub mod timing;
pub mod transport;
pub mod types;
mod written;

pub use call::{Call, Late, Wait};
pub use client::{Client, State};
pub use error::{Error, Fate, Kind, Obstacle};
pub use fields::Fields;
pub use key::{Hint, Life};
pub use settings::{DialectSetting, Login, Proxy, Secret, Settings, Sites, is_loopback};
pub use timing::{Clock, Timing};

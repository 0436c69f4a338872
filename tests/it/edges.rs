//! The protocol's edges: calls that no schema allows, clients that leave, wait or never read, and ends in the middle of work.

mod cancelled;
mod process;
mod random;

//! How long a client waits for the list of tools, and how large the binary is.

use super::server::{PROGRAM, Server, modern};
use super::table::{Table, at, sorted};
use super::world::World;
use serde_json::json;
use std::time::Instant;

pub fn measure(world: &World, table: &mut Table) {
    let bytes = std::fs::metadata(PROGRAM).unwrap().len();
    table.row("size of the binary", format!("{:.1} MB", bytes as f64 / 1e6), "8 MB");
    let times = (0..50).map(|_| {
        let begun = Instant::now();
        let mut server = Server::spawn(&world.url);
        server.ask("server/discover", json!({"_meta": modern()}));
        server.ask("tools/list", json!({"_meta": modern()}));
        begun.elapsed().as_secs_f64() * 1e3
    });
    let times = sorted(times.collect());
    let measured = format!("{:.1} ms median, {:.1} ms least of 50", at(&times, 0.5), at(&times, 0.0));
    table.row("process start to the answer to `tools/list`", measured, "5 ms");
}

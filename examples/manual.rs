//! The man pages and the shells' completions, made from the definition of the command line: for a release, so that the
//! program itself carries neither.
//!
//! `cargo run --example manual -- FOLDER` writes `FOLDER/man/*.1` and `FOLDER/completions/*`.

use clap_complete::{Shell, generate_to};
use mcp_server_jira::cli;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("into which folder?")?);
    let (pages, completions) = (folder.join("man"), folder.join("completions"));
    fs::create_dir_all(&pages)?;
    fs::create_dir_all(&completions)?;
    clap_mangen::generate_to(cli::command().disable_help_subcommand(true), &pages)?;
    let mut command = cli::command();
    let name = command.get_name().to_owned();
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell] {
        generate_to(shell, &mut command, &name, &completions)?;
    }
    Ok(())
}

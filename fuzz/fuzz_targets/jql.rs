#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mcp_server_jira_fuzz::jql(data));

//! Twelve people who are easy to mix up.

use crate::demo::store::Person;

/// Everyone, Robin Vale first.
pub(super) fn all() -> Vec<Person> {
    let mut people: Vec<Person> = ROWS
        .iter()
        .enumerate()
        .map(|(row, (name, display, email, zone))| Person {
            account_id: format!(
                "712020:{:08x}-7c1d-4e2a-9b3f-{:012x}",
                0x3fa8_5f64_u64 + row as u64 * 0x11_d3f7,
                0x2c96_3f66_u64 * (row as u64 + 3)
            ),
            key: format!("JIRAUSER{}", 10_100 + row),
            name: (*name).into(),
            display: (*display).into(),
            email: (*email).into(),
            email_hidden: false,
            active: true,
            account_type: "atlassian",
            zone,
        })
        .collect();
    for person in &mut people {
        match person.name.as_str() {
            "mokafor" => person.active = false,
            "yuki" => person.email_hidden = true,
            "deploybot" => person.account_type = "app",
            "lortiz" => person.account_type = "customer",
            _ => {}
        }
    }
    people
}

const ROWS: [(&str, &str, &str, &str); 12] = [
    ("rvale", "Robin Vale", "robin.vale@example.com", "Europe/Berlin"),
    ("asilva", "Ana Silva", "ana.silva@example.com", "Europe/Lisbon"),
    ("asilva2", "Ana Silva", "ana.silva.design@example.com", "America/Sao_Paulo"),
    ("jberg", "Jon Berg", "jon.berg@example.com", "Europe/Oslo"),
    ("johnberg", "John Berg", "john.berg@example.com", "Europe/Oslo"),
    ("pshah", "Priya Shah", "priya.shah@example.com", "Asia/Kolkata"),
    ("mokafor", "Michael Okafor", "michael.okafor@example.com", "Africa/Lagos"),
    ("yuki", "\u{4f50}\u{85e4} \u{512a}\u{5e0c}", "yuki.sato@example.com", "Asia/Tokyo"),
    ("kmuller", "Katrin M\u{fc}ller", "katrin.mueller@example.com", "Europe/Berlin"),
    ("sobrien", "Sean O'Brien", "sean.obrien@example.com", "Europe/Dublin"),
    ("deploybot", "Deploy Bot", "deploy-bot@example.com", "Etc/UTC"),
    ("lortiz", "Luc\u{ed}a Ortiz", "lucia.ortiz@customer.example", "Europe/Madrid"),
];

//! The site in German, as Jira shows it to people whose profile is: names of the system are translated, those of people are not.

use crate::demo::store::Store;

/// Names as they were made, and in German.
const FIELDS: [(&str, &str); 20] = [
    ("Key", "Schl\u{fc}ssel"),
    ("Issue Type", "Vorgangstyp"),
    ("Parent", "\u{dc}bergeordnet"),
    ("Project", "Projekt"),
    ("Fix versions", "L\u{f6}sungsversionen"),
    ("Affects versions", "Betrifft Versionen"),
    ("Resolution", "L\u{f6}sung"),
    ("Resolved", "Erledigt"),
    ("Created", "Erstellt"),
    ("Updated", "Aktualisiert"),
    ("Priority", "Priorit\u{e4}t"),
    ("Labels", "Stichw\u{f6}rter"),
    ("Assignee", "Zugewiesene Person"),
    ("Components", "Komponenten"),
    ("Description", "Beschreibung"),
    ("Summary", "Zusammenfassung"),
    ("Creator", "Ersteller"),
    ("Reporter", "Autor"),
    ("Due date", "F\u{e4}lligkeitsdatum"),
    ("Comment", "Kommentar"),
];

const PRIORITIES: [(&str, &str); 5] =
    [("Highest", "H\u{f6}chste"), ("High", "Hoch"), ("Medium", "Mittel"), ("Low", "Niedrig"), ("Lowest", "Niedrigste")];

const RESOLUTIONS: [(&str, &str); 2] = [("Done", "Fertig"), ("Duplicate", "Duplikat")];

const STATUSES: [(&str, &str); 3] = [("To Do", "Zu erledigen"), ("In Review", "In Pr\u{fc}fung"), ("Done", "Fertig")];

/// Translates what the system brought along; the names before stay known, because JQL takes both.
pub(crate) fn translate(store: &mut Store) {
    let Store { fields, priorities, resolutions, statuses, translations, .. } = store;
    let fields = fields.iter_mut().filter(|field| field.custom.is_none()).map(|field| &mut field.name);
    let names = (fields.map(|name| (name, FIELDS.as_slice())))
        .chain(priorities.iter_mut().map(|row| (&mut row.name, PRIORITIES.as_slice())))
        .chain(resolutions.iter_mut().map(|row| (&mut row.name, RESOLUTIONS.as_slice())))
        .chain(statuses.iter_mut().map(|row| (&mut row.name, STATUSES.as_slice())));
    for (name, table) in names {
        if let Some((made, translated)) = table.iter().find(|(made, _)| made == name) {
            translations.push(((*translated).to_owned(), (*made).to_owned()));
            (*translated).clone_into(name);
        }
    }
}

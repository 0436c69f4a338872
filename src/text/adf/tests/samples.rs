//! Documents of other people, read when they are there.

use super::*;

#[test]
fn published_documents_are_read_whole() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .find_map(|folder| {
            let samples = folder.join("shared/jira/samples");
            samples.is_dir().then_some(samples)
        });
    let Some(samples) = samples else {
        println!("skipped: no sample documents");
        return;
    };
    let mut read = 0;
    for folder in ["adf-reference/valid", "adf-reference/invalid", "adf-markdown"] {
        for entry in std::fs::read_dir(samples.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let document: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let shown = markdown(&document);
            let mut texts = String::new();
            all_text(&document, &mut texts);
            assert_eq!(missing(&texts, &shown), None, "{}: {shown}", path.display());
            assert_eq!(missing(&texts, &plain(&document)), None, "{}", path.display());
            read += 1;
        }
    }
    assert!(read > 80, "only {read} documents");
}

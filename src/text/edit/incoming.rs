//! What a caller sends, without what was put there by us.

use super::Edit;
use crate::text::error::{Error, Kind};
use crate::text::{clean, fence};

/// An edit as it is meant, and what was taken out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// The edit.
    pub edit: Edit,
    /// What was done, for the caller.
    pub warnings: Vec<String>,
}

/// Takes our fences, the line that says how to read on, and hidden characters out of an edit.
///
/// # Errors
///
/// [`Kind::Conflict`] when a whole text ends where we cut it: what wasn't shown would be lost.
pub fn incoming(edit: &Edit) -> Result<Incoming, Error> {
    let mut warnings = Vec::new();
    let mut cut = false;
    let mut clean = |text: &str| {
        let (text, fenced) = fence::strip(&clean::block(text));
        let (text, was_cut) = without_cut(&text);
        let mut removed = Vec::new();
        if fenced {
            removed.push("the fence around the text");
        }
        if was_cut {
            removed.push("the line that says how to read on");
        }
        for what in removed {
            let warning = format!("{what} is no part of it and was taken out");
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        cut |= was_cut;
        text
    };
    let edit = match edit {
        Edit::Whole(text) => Edit::Whole(clean(text)),
        Edit::Append(text) => Edit::Append(clean(text)),
        Edit::Prepend(text) => Edit::Prepend(clean(text)),
        Edit::Replace { passage, with } => Edit::Replace { passage: clean(passage), with: clean(with) },
        Edit::Set(text) => Edit::Set(clean(text)),
    };
    if cut && matches!(edit, Edit::Whole(_)) {
        return Err(Error::new(Kind::Conflict, "the text was shown cut, so what comes after the cut would be lost")
            .next(super::WAYS_ON));
    }
    Ok(Incoming { edit, warnings })
}

/// Takes the last line away when it's the one that we put below a cut text.
fn without_cut(text: &str) -> (String, bool) {
    let end = text.trim_end();
    let last = end.rfind('\n').map_or(0, |at| at + 1);
    let line = end.get(last..).unwrap_or_default();
    let is_ours = line.starts_with("more: jira_") || (line.starts_with("more: {") && line.contains("cursor"));
    match is_ours {
        true => (end.get(..last).unwrap_or_default().trim_end().to_owned(), true),
        false => (text.to_owned(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_marks_are_taken_out() {
        let edit = Edit::Append("<<description 7f3a>>\na\u{200b}b\n<<end 7f3a>>".into());
        let incoming = incoming(&edit).unwrap();
        assert_eq!(incoming.edit, Edit::Append("ab".into()));
        assert_eq!(incoming.warnings, ["the fence around the text is no part of it and was taken out"]);
    }

    #[test]
    fn a_cut_text_is_no_whole_one() {
        let text = "a\n\nmore: jira_get_issue {\"key\":\"SHOP-1\",\"cursor\":\"x\"}";
        assert_eq!(incoming(&Edit::Whole(text.into())).unwrap_err().kind, Kind::Conflict);
        assert_eq!(incoming(&Edit::Set(text.into())).unwrap().edit, Edit::Set("a".into()));
        assert_eq!(incoming(&Edit::Whole("more: to come".into())).unwrap().warnings, Vec::<String>::new());
    }
}

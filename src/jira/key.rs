//! What can be known of a key without asking Jira: what it looks like, and when it ends.
//!
//! A key that was mistaken for another is seldom refused with a word on it, and one that ended is refused like a wrong one. What is
//! said here is a hint and never a verdict: nothing is refused because of it. Pure, but for the record in [`seen`].

pub mod seen;

use jiff::ToSpan;
use jiff::civil::Date;
use std::fmt;
use url::Url;

/// Where the API tokens of a Cloud account are made, and the only page whose keys open Jira (Jira facts, item 55).
pub const API_TOKENS_PAGE: &str = "https://id.atlassian.com/manage-profile/security/api-tokens";

/// Where the personal access tokens of Data Center are made, below the site's address.
pub const PERSONAL_TOKENS_PATH: &str =
    "secure/ViewProfile.jspa?selectedTab=com.atlassian.pats.pats-plugin:jira-user-personal-access-tokens";

/// From so many days before its end on a key is spoken of.
pub const DAYS_OF_WARNING: i32 = 14;

/// What an account's API token has been seen to begin with.
const ACCOUNT_TOKEN: &str = "ATATT3";

/// What may be wrong with a key or an address, by its look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// A key of the organization, made at admin.atlassian.com: it opens the organization's own API and not Jira's.
    OrganizationKey,
    /// An account's API token whose end is missing.
    CutToken,
    /// Quotes, spaces or the word before a token were copied with it.
    Wrapped,
    /// An e-mail address in the token's place.
    AddressAsToken,
    /// The address of Atlassian's own pages, such as admin.atlassian.com, in the site's place.
    AdminAddress,
}

impl Hint {
    /// What it looks like, as half a sentence.
    pub fn guess(self) -> &'static str {
        match self {
            Self::OrganizationKey => {
                "the token looks like an organization key of admin.atlassian.com, which does not open Jira"
            }
            Self::CutToken => "the token looks cut off at its end",
            Self::Wrapped => "the token seems to hold quotes, spaces or a word before it",
            Self::AddressAsToken => "the token looks like an e-mail address",
            Self::AdminAddress => {
                "`JIRA_URL` leads to Atlassian's pages for accounts and administrators, where no Jira is"
            }
        }
    }

    /// What to do, as an imperative.
    pub fn advice(self) -> String {
        match self {
            Self::OrganizationKey => format!("make an API token of the account at {API_TOKENS_PAGE}, and use that"),
            Self::CutToken => "copy the token again, from its first letter to its last".to_owned(),
            Self::Wrapped => "set the token alone, without quotes, spaces or `Bearer`".to_owned(),
            Self::AddressAsToken => {
                "check that the address is in `JIRA_EMAIL` and the token in `JIRA_API_TOKEN`".to_owned()
            }
            Self::AdminAddress => {
                "set `JIRA_URL` to the site's own address, such as `https://your-site.atlassian.net`".to_owned()
            }
        }
    }
}

/// What may be wrong with a key. Account tokens have been seen to end in `=` and eight hexadecimal digits, organization
/// keys to begin `ATCTT3`.
pub fn hint(key: &str) -> Option<Hint> {
    let quotes = ['"', '\'', '`'];
    if key.contains(char::is_whitespace) || key.starts_with(quotes) || key.ends_with(quotes) {
        return Some(Hint::Wrapped);
    }
    if key.starts_with("ATCTT3") {
        return Some(Hint::OrganizationKey);
    }
    if key.starts_with(ACCOUNT_TOKEN) {
        return (!looks_whole(key)).then_some(Hint::CutToken);
    }
    let is_address = key.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    is_address.then_some(Hint::AddressAsToken)
}

/// Whether a key has the form of an account's API token from its first letter to its last.
pub fn looks_whole(key: &str) -> bool {
    let is_digit = |digit: u8| digit.is_ascii_digit() || (b'A'..=b'F').contains(&digit);
    let end = key.strip_prefix(ACCOUNT_TOKEN).and_then(|rest| rest.rsplit_once('='));
    end.is_some_and(|(_, sum)| sum.len() == 8 && sum.bytes().all(is_digit))
}

/// What may be wrong with an address.
pub fn hint_of_site(site: &Url) -> Option<Hint> {
    let host = site.host_str()?;
    ["admin.atlassian.com", "id.atlassian.com", "home.atlassian.com"].contains(&host).then_some(Hint::AdminAddress)
}

/// When a key ends, and who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// The person who set it said: on this day.
    Told(Date),
    /// Jira says: on this day.
    ToldByJira(Date),
    /// It was first seen on this day. A Cloud token lives one year at most (Jira facts, item 56), so it ends within a year of it.
    Seen(Date),
    /// Nobody knows.
    Unknown,
}

impl Life {
    /// The day on which it ends, at the latest.
    pub fn end(self) -> Option<Date> {
        match self {
            Self::Told(day) | Self::ToldByJira(day) => Some(day),
            Self::Seen(day) => day.checked_add(1.year()).ok(),
            Self::Unknown => None,
        }
    }

    /// Days until its end, negative afterwards.
    pub fn days_left(self, today: Date) -> Option<i32> {
        Some(today.until(self.end()?).ok()?.get_days())
    }

    /// Whether it is over: certain where the day was told, and as good as certain a year after it was first seen.
    pub fn is_over(self, today: Date) -> bool {
        self.days_left(today).is_some_and(|days| days < 0)
    }

    /// Whether a new key should be made now: from 14 days before the day that was told, or 11 months after it was first seen.
    pub fn is_ending(self, today: Date) -> bool {
        match self {
            Self::Seen(day) => day.checked_add(11.months()).is_ok_and(|warned| warned <= today),
            _ => self.days_left(today).is_some_and(|days| days <= DAYS_OF_WARNING),
        }
    }
}

impl fmt::Display for Life {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.end()) {
            (Self::Seen(day), Some(end)) => write!(formatter, "first seen on {day}, so it ends by {end}"),
            (Self::ToldByJira(_), Some(end)) => write!(formatter, "it ends on {end}, as Jira says"),
            (_, Some(end)) => write!(formatter, "it ends on {end}"),
            (_, None) => formatter.write_str("nobody said when it ends"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_key_is_known_by_its_look_and_never_for_sure() {
        for (key, expected) in [
            ("ATCTT3xFfGN0canary", Some(Hint::OrganizationKey)),
            ("ATATT3xFfGF0canary=1A2B3C4D", None),
            ("ATATT3xFfGF0canary=1A2B3C4", Some(Hint::CutToken)),
            ("ATATT3xFfGF0canary", Some(Hint::CutToken)),
            ("\"ATATT3xFfGF0canary=1A2B3C4D\"", Some(Hint::Wrapped)),
            ("Bearer abc", Some(Hint::Wrapped)),
            ("robin@acme.com", Some(Hint::AddressAsToken)),
            ("pass@word", None),
            ("NDc4NDkyNDg3ODE3OstHYSeYC1GiXqRacSqvUbookYGC", None),
            ("", None),
        ] {
            assert_eq!(hint(key), expected, "{key}");
        }
        assert_eq!(hint_of_site(&Url::parse("https://admin.atlassian.com/").unwrap()), Some(Hint::AdminAddress));
        assert_eq!(hint_of_site(&Url::parse("https://acme.atlassian.net/").unwrap()), None);
    }

    #[test]
    fn it_is_spoken_of_in_time() {
        let end = date(2026, 12, 31);
        for (today, ending, over, left) in [
            (date(2026, 12, 16), false, false, 15),
            (date(2026, 12, 17), true, false, 14),
            (date(2026, 12, 31), true, false, 0),
            (date(2027, 1, 1), true, true, -1),
        ] {
            for life in [Life::Told(end), Life::ToldByJira(end)] {
                assert_eq!((life.is_ending(today), life.is_over(today)), (ending, over), "{today}");
                assert_eq!(life.days_left(today), Some(left));
            }
        }
        assert!(!Life::Unknown.is_ending(end) && !Life::Unknown.is_over(end));
    }

    #[test]
    fn a_token_that_was_first_seen_long_ago_ends_within_a_year_of_it() {
        let life = Life::Seen(date(2026, 1, 31));
        assert_eq!(life.end(), Some(date(2027, 1, 31)));
        assert!(!life.is_ending(date(2026, 12, 30)));
        assert!(life.is_ending(date(2026, 12, 31)) && !life.is_over(date(2027, 1, 31)));
        assert!(life.is_over(date(2027, 2, 1)));
    }
}

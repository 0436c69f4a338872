use super::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// A clock that a test moves.
#[derive(Clone)]
struct Hand(Arc<AtomicU64>);

impl Hand {
    fn new() -> Self {
        Self(Arc::new(AtomicU64::new(1_800_000_000_000)))
    }

    fn clock(&self) -> Clock {
        let hand = Arc::clone(&self.0);
        Clock::new(move || UNIX_EPOCH + Duration::from_millis(hand.load(Ordering::SeqCst)))
    }

    fn forward(&self, seconds: u64) {
        self.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }
}

struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("mcp-server-jira-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        Self(folder)
    }

    fn ledger(&self, hand: &Hand) -> Ledger {
        Ledger::new(Some(&self.0), timing(), hand.clock())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn timing() -> Timing {
    Timing { ledger_poll: Duration::from_millis(1), ..Timing::real() }
}

fn digest(summary: &str) -> Digest {
    Digest::of(&serde_json::Map::from_iter([("summary".to_owned(), summary.into())]), &[])
}

fn asked(digest: &Digest) -> Asked<'_> {
    Asked { site: "https://acme.example", account: "robin", tool: "jira_create_issue", digest, again: false }
}

fn call() -> Call {
    Call::with_budget(Duration::from_secs(5))
}

async fn begin(ledger: &Ledger, digest: &Digest) -> Begun {
    ledger.begin(&call(), asked(digest), &Random::from_system()).await
}

async fn send(ledger: &Ledger, digest: &Digest) -> Entry {
    match begin(ledger, digest).await {
        Begun::Send(entry) => entry,
        other => panic!("{other:?}"),
    }
}

async fn earlier(ledger: &Ledger, digest: &Digest) -> Entry {
    match begin(ledger, digest).await {
        Begun::Earlier(entry) => entry,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_was_made_is_remembered_as_long_as_its_answer_may_be_missed() {
    let (hand, x) = (Hand::new(), digest("x"));
    let ledger = Ledger::new(None, timing(), hand.clock());
    let first = send(&ledger, &x).await;
    ledger.done(&first.attempt, "SHOP-7");
    hand.forward(599);
    let found = earlier(&ledger, &x).await;
    assert_eq!((found.made.as_deref(), ledger.age(&found)), (Some("SHOP-7"), Duration::from_secs(599)));
    ledger.delivered(&first.attempt);
    hand.forward(119);
    assert_eq!(earlier(&ledger, &x).await.state, State::Delivered);
    let again = Asked { again: true, ..asked(&x) };
    let Begun::Send(second) = ledger.begin(&call(), again, &Random::from_system()).await else { panic!() };
    assert_ne!(second.attempt, first.attempt);
    ledger.not_done(&second.attempt);
    assert_eq!(earlier(&ledger, &x).await.attempt, first.attempt, "what failed leaves no trace");
    hand.forward(1);
    let third = send(&ledger, &x).await;
    assert_eq!(ledger.made(asked(&x)), ["SHOP-7"]);
    ledger.done(&third.attempt, "SHOP-8");
    assert_eq!(ledger.made(asked(&x)), ["SHOP-7", "SHOP-8"]);
}

#[tokio::test]
async fn only_equal_calls_are_equal() {
    let (hand, x, y) = (Hand::new(), digest("x"), digest("y"));
    let ledger = Ledger::new(None, timing(), hand.clock());
    let first = send(&ledger, &x).await;
    ledger.done(&first.attempt, "SHOP-7");
    let others = [
        Asked { digest: &y, ..asked(&x) },
        Asked { site: "https://other.example", ..asked(&x) },
        Asked { account: "ana", ..asked(&x) },
        Asked { tool: "jira_add_comment", ..asked(&x) },
    ];
    for other in others {
        let begun = ledger.begin(&call(), other, &Random::from_system()).await;
        assert!(matches!(begun, Begun::Send(_)), "{other:?}");
    }
}

#[tokio::test]
async fn not_found_is_proof_only_when_the_attempt_has_settled() {
    let (hand, x) = (Hand::new(), digest("x"));
    let ledger = Ledger::new(None, timing(), hand.clock());
    let first = send(&ledger, &x).await;
    assert_eq!(ledger.unsettled(&first), Duration::from_secs(85), "the budget and the settling time");
    hand.forward(10);
    ledger.unknown(&first.attempt, Some(hand.clock().now()));
    let Begun::Look(held) = begin(&ledger, &x).await else { panic!() };
    assert_eq!((held.attempt.as_str(), ledger.unsettled(&held)), (first.attempt.as_str(), Duration::from_secs(60)));
    let hasty = Call::with_budget(Duration::from_millis(10));
    let beside = ledger.begin(&hasty, asked(&x), &Random::from_system()).await;
    assert!(matches!(beside, Begun::Busy), "one looks at a time: {beside:?}");
    ledger.unknown(&held.attempt, None);
    hand.forward(60);
    let Begun::Look(held) = begin(&ledger, &x).await else { panic!() };
    assert_eq!(ledger.unsettled(&held), Duration::ZERO);
    let renewed = ledger.renew(&held, &Random::from_system());
    assert_ne!(renewed.attempt, held.attempt);
    ledger.done(&held.attempt, "SHOP-9");
    assert!(ledger.made(asked(&x)).is_empty(), "the old attempt is gone");
    ledger.done(&renewed.attempt, "SHOP-8");
    assert_eq!(earlier(&ledger, &x).await.made.as_deref(), Some("SHOP-8"));
}

#[tokio::test]
async fn what_is_still_being_sent_has_not_settled() {
    let (hand, x) = (Hand::new(), digest("x"));
    let ledger = Ledger::new(None, timing(), hand.clock());
    let first = send(&ledger, &x).await;
    ledger.opened(&first.attempt);
    ledger.unknown(&first.attempt, Some(hand.clock().now()));
    hand.forward(70);
    let Begun::Look(held) = begin(&ledger, &x).await else { panic!() };
    assert_eq!(ledger.unsettled(&held), Duration::from_secs(5));
    ledger.closed(&first.attempt);
    assert_eq!(ledger.unsettled(&held), Duration::ZERO);
}

#[tokio::test]
async fn what_ended_in_the_background_is_not_unknown_again() {
    let (hand, x) = (Hand::new(), digest("x"));
    let ledger = Ledger::new(None, timing(), hand.clock());
    let first = send(&ledger, &x).await;
    ledger.done(&first.attempt, "SHOP-7");
    ledger.unknown(&first.attempt, None);
    assert_eq!(earlier(&ledger, &x).await.made.as_deref(), Some("SHOP-7"));
}

#[tokio::test]
async fn two_processes_and_a_restart_share_one_file() {
    let (folder, hand, x) = (Folder::new("shared"), Hand::new(), digest("x"));
    let (one, other) = (folder.ledger(&hand), folder.ledger(&hand));
    let first = send(&one, &x).await;
    let waiting = tokio::spawn({
        let (other, x) = (other.clone(), x.clone());
        async move { begin(&other, &x).await }
    });
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(!waiting.is_finished(), "equal calls in flight are one");
    one.done(&first.attempt, "SHOP-7");
    let Begun::Earlier(found) = waiting.await.unwrap() else { panic!() };
    assert_eq!(found.made.as_deref(), Some("SHOP-7"));
    drop((one, other));
    let restarted = folder.ledger(&hand);
    assert_eq!(earlier(&restarted, &x).await.made.as_deref(), Some("SHOP-7"));
    // A process that died in the middle of a call.
    let y = digest("y");
    send(&restarted, &y).await;
    drop(restarted);
    let restarted = folder.ledger(&hand);
    let hasty = Call::with_budget(Duration::from_millis(10));
    assert!(matches!(restarted.begin(&hasty, asked(&y), &Random::from_system()).await, Begun::Busy));
    hand.forward(60);
    assert!(matches!(begin(&restarted, &y).await, Begun::Look(_)));
}

#[tokio::test]
async fn many_at_once_lose_nothing() {
    let (folder, hand) = (Folder::new("many"), Hand::new());
    let writers = (0..4).map(|writer| {
        let ledger = folder.ledger(&hand);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                for number in 0..10 {
                    let entry = send(&ledger, &digest(&format!("{writer}.{number}"))).await;
                    ledger.done(&entry.attempt, &format!("SHOP-{writer}{number}"));
                }
            });
        })
    });
    writers.collect::<Vec<_>>().into_iter().for_each(|writer| writer.join().unwrap());
    let ledger = folder.ledger(&hand);
    for writer in 0..4 {
        for number in 0..10 {
            let found = earlier(&ledger, &digest(&format!("{writer}.{number}"))).await;
            assert_eq!(found.made, Some(format!("SHOP-{writer}{number}")));
        }
    }
}

#[tokio::test]
async fn the_file_is_private_and_holds_nothing_that_was_written() {
    let (folder, hand) = (Folder::new("private"), Hand::new());
    let ledger = folder.ledger(&hand);
    let entry = send(&ledger, &digest("canary-7f3a")).await;
    ledger.done(&entry.attempt, "SHOP-7");
    let file = folder.0.join("ledger.json");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("SHOP-7"));
    for secret in ["canary", "acme", "robin", "jira_create_issue"] {
        assert!(!text.contains(secret), "{text}");
    }
    #[cfg(unix)]
    for (path, mode) in [(folder.0.clone(), 0o700), (file, 0o600), (folder.0.join("ledger.lock"), 0o600)] {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode, "{}", path.display());
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_replaced_by_memory_and_left_alone() {
    let (folder, hand, x) = (Folder::new("broken"), Hand::new(), digest("x"));
    std::fs::create_dir_all(&folder.0).unwrap();
    for broken in ["{", r#"{"version":2,"entries":[{"of":"the future"}]}"#] {
        std::fs::write(folder.0.join("ledger.json"), broken).unwrap();
        let ledger = folder.ledger(&hand);
        let entry = send(&ledger, &x).await;
        ledger.done(&entry.attempt, "SHOP-7");
        assert_eq!(earlier(&ledger, &x).await.made.as_deref(), Some("SHOP-7"));
        assert_eq!(std::fs::read_to_string(folder.0.join("ledger.json")).unwrap(), broken);
    }
    let nowhere = Ledger::new(Some(Path::new("/dev/null/nowhere")), timing(), hand.clock());
    let entry = send(&nowhere, &x).await;
    nowhere.done(&entry.attempt, "SHOP-7");
    assert_eq!(earlier(&nowhere, &x).await.made.as_deref(), Some("SHOP-7"));
}

//! Everything at once, by chance: where it is cut, when Jira does it, how far the index is behind, and who gives up when.

use super::*;

/// Runs in the suite; `JIRA_MCP_RUNS` asks for more, `JIRA_MCP_SEED` begins elsewhere.
const RUNS: u64 = 50;
/// Runs at once: most of each is waiting.
const AT_ONCE: usize = 10;

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    fn seconds(&mut self, most: u64) -> Duration {
        Duration::from_secs(self.below(most + 1))
    }

    /// How the answer is lost, and when it is done if it is: always before it must have settled.
    fn fault(&mut self) -> Fault {
        let status =
            |status| Fault::Status { status, headers: vec![], content_type: "text/html".into(), body: "x".into() };
        let answers = [Fault::DropBeforeAnswer, status(500), status(502), status(503), status(504), Fault::Stall];
        let answer = answers[self.below(answers.len() as u64) as usize].clone();
        match self.below(8) {
            0 => Fault::DropMidRequest,
            1 => answer,
            2 => Fault::DropMidBody,
            3 => Fault::TruncatedJson,
            4 => Fault::Handled(Box::new(answer)),
            5 => Fault::Delay(self.seconds(20)),
            _ => Fault::Later(self.seconds(30), Box::new(answer)),
        }
    }
}

#[tokio::test]
async fn never_two_and_never_a_false_word() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let first = number("JIRA_MCP_SEED").unwrap_or(1);
    let seeds: Vec<u64> = (first..first + number("JIRA_MCP_RUNS").unwrap_or(RUNS)).collect();
    // All of them stand before the first run begins: building one holds the others up.
    let mut houses = Vec::new();
    for number in 0..AT_ONCE {
        houses.push(House::open(BOTH[number % 2]).await);
    }
    let mut unproven = Vec::new();
    for some in seeds.chunks(AT_ONCE) {
        let proven = some.iter().zip(&houses).map(|(seed, house)| run(*seed, house));
        let proven = futures_util::future::join_all(proven).await;
        unproven.extend(some.iter().zip(proven).filter(|(_, proven)| !proven).map(|(seed, _)| *seed));
    }
    // A machine that is too loaded proves nothing, which is no success either.
    assert!(
        unproven.len() * 5 <= seeds.len(),
        "Jira was later than it must be in {unproven:?} of {} runs",
        seeds.len()
    );
}

/// Whether the run proves anything: what Jira does later than the settling time may be there twice, as the README says.
async fn run(seed: u64, house: &House) -> bool {
    let mut chance = Chance(seed);
    let is_comment = chance.below(2) == 0;
    let text = format!("Seed{seed}x");
    house.handle().clear_faults();
    house.handle().take_longest_delay();
    house.handle().set_index_lag(chance.seconds(120));
    let (fault, route) = (chance.fault(), if is_comment { "/comment" } else { "/issue" });
    let latest = if let Fault::Later(after, _) = &fault { *after } else { Duration::ZERO };
    let begun = std::time::Instant::now();
    house.handle().misbehave(Rule::on(route, fault).method("POST").times(1));
    let mut told: Option<String> = None;
    while begun.elapsed() < Duration::from_secs(30) {
        let call = Call::with_budget(Duration::from_millis(200 + chance.below(800)));
        let stop = (chance.below(4) == 0).then(|| Duration::from_millis(chance.below(100)));
        let cancelled = call.cancelled.clone();
        let attempt = async {
            if is_comment {
                house.comment(&call, &text, false).await.map(|outcome| named(outcome, |made| made.id))
            } else {
                house.create(&call, &text, false).await.map(|outcome| named(outcome, |made| made.key))
            }
        };
        let stopping = async {
            match stop {
                Some(after) => {
                    tokio::time::sleep(after).await;
                    cancelled.cancel();
                }
                None => std::future::pending().await,
            }
        };
        let stopping = std::pin::pin!(stopping);
        let attempt = std::pin::pin!(attempt);
        let outcome = match futures_util::future::select(attempt, stopping).await {
            futures_util::future::Either::Left((outcome, _)) => outcome,
            futures_util::future::Either::Right(((), attempt)) => attempt.await,
        };
        match outcome {
            Ok(Ok(name)) => {
                told = Some(name);
                break;
            }
            Ok(Err(retry_after)) => {
                let some = retry_after.mul_f64(FACTOR) / (1 + chance.below(3) as u32);
                tokio::time::sleep(some).await;
            }
            // Surely nothing was made by that call; an earlier one may have been.
            Err(error) => assert_eq!(error.fate(), Fate::NotDone, "seed {seed}: {error:?}"),
        }
    }
    // Whatever Jira was still to do, it has done now.
    house.client.drain().await;
    tokio::time::sleep_until((begun + (latest + Duration::from_secs(5)).mul_f64(FACTOR)).into()).await;
    if house.handle().take_longest_delay() > Duration::from_secs(50).mul_f64(FACTOR) {
        return false;
    }
    let there = if is_comment { house.comments(&text).await } else { house.issues(&text) };
    let told = told.unwrap_or_else(|| panic!("seed {seed}: never an answer, there is {there:?}"));
    assert_eq!(there, [told], "seed {seed}");
    true
}

/// What was made, or how long to wait.
fn named<T>(outcome: super::super::Outcome<T>, name: impl Fn(T) -> String) -> Result<String, Duration> {
    match outcome {
        super::super::Outcome::Made(made) | super::super::Outcome::Earlier { made, .. } => Ok(name(made)),
        super::super::Outcome::Unknown { retry_after } => Err(retry_after),
    }
}

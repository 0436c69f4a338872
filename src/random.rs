//! Randomness, injected: fence markers, cursor handles and keys that nobody can foresee, and the same ones in every test run.

use std::sync::atomic::{AtomicU64, Ordering};

/// A source of short random words. Cloning is not needed: it lives beside everything that calls share.
#[derive(Debug)]
pub struct Random {
    seeded: Option<AtomicU64>,
}

impl Random {
    /// The operating system's randomness.
    pub fn from_system() -> Self {
        Self { seeded: None }
    }

    /// A fixed sequence, for tests and snapshots.
    pub fn seeded(seed: u64) -> Self {
        Self { seeded: Some(AtomicU64::new(seed)) }
    }

    /// Six hexadecimal digits, as fence markers are recognised by when a model sends them back.
    ///
    /// Twenty-four bits: enough that a text written before the call can't hold the word, few enough to cost little.
    pub fn word(&self) -> String {
        format!("{:06x}", self.bits() & 0xff_ffff)
    }

    /// A key of this process for one purpose.
    pub fn key(&self, purpose: u8) -> [u8; 32] {
        let mut key = [0; 32];
        for (part, number) in key.chunks_mut(8).zip(1_u64..) {
            // Keys are not of the sequence: a fixed one stays the same however many keys there are.
            let bits = match &self.seeded {
                Some(state) => mix(state.load(Ordering::Relaxed) ^ (u64::from(purpose) << 32 | number)),
                None => self.bits(),
            };
            part.copy_from_slice(&bits.to_le_bytes());
        }
        key
    }

    fn bits(&self) -> u64 {
        match &self.seeded {
            Some(state) => mix(state.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed)),
            // A machine without randomness is one where nothing else works either; the address still differs per run.
            None => getrandom::u64().unwrap_or_else(|_| mix(std::ptr::from_ref(self) as usize as u64)),
        }
    }
}

/// SplitMix64's finaliser: neighbouring states give unrelated words.
fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn words_are_short_and_differ() {
        let random = Random::seeded(1);
        let (first, second) = (random.word(), random.word());
        assert_eq!(first.len(), 6);
        assert_ne!(first, second);
        assert_eq!(Random::seeded(1).word(), first);
        assert_ne!(Random::from_system().word(), Random::from_system().word());
    }

    #[test]
    fn keys_differ_by_purpose_and_leave_the_words_as_they_are() {
        let random = Random::seeded(1);
        assert!(random.key(1) != random.key(2) && random.key(1) == Random::seeded(1).key(1));
        assert_eq!(random.word(), Random::seeded(1).word());
        let system = Random::from_system();
        assert!(system.key(1) != system.key(1));
    }
}

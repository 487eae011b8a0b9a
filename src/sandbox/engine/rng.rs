//! Repeatable random values. Ids and faults are derived from the seed and a name, never from a stream of numbers,
//! so that concurrent calls do not change each other's values.

use ring::hmac;

use crate::events::ids::ksuid;

/// The time part of the first id: 2026-01-01 in KSUID's epoch. Later ids count up from here instead of using the
/// clock, so that a seed produces the same ids on any day and ids still sort by age.
const FIRST_SECOND: u32 = 367_225_600;

/// Derives values from one seed.
#[derive(Clone, Debug)]
pub(crate) struct Rng {
    seed: u64,
    key: hmac::Key,
}

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &seed.to_be_bytes());
        Self { seed, key }
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// Returns the `n`th id with `prefix`, which 27 letters and digits follow.
    pub(crate) fn id(&self, prefix: &str, n: u64) -> String {
        let derived = self.derive(prefix, &n.to_string());
        let second = FIRST_SECOND.wrapping_add(u32::try_from(n % (1 << 30)).unwrap_or(0));
        let mut chance = [0; 16];
        chance.copy_from_slice(&derived[..16]);
        format!("{prefix}{}", ksuid(second, chance))
    }

    /// Returns a number from 0 up to but not including 1, always the same for the same names.
    pub(crate) fn unit(&self, label: &str, name: &str) -> f64 {
        let derived = self.derive(label, name);
        let mut bits = [0; 4];
        bits.copy_from_slice(&derived[..4]);
        f64::from(u32::from_be_bytes(bits)) / (f64::from(u32::MAX) + 1.0)
    }

    fn derive(&self, label: &str, name: &str) -> Vec<u8> {
        hmac::sign(&self.key, format!("{label}\0{name}").as_bytes())
            .as_ref()
            .to_vec()
    }
}

/// Returns a seed from the system's random source.
pub(crate) fn random_seed() -> u64 {
    let random = ring::rand::SystemRandom::new();
    match ring::rand::generate::<[u8; 8]>(&random) {
        Ok(bytes) => u64::from_be_bytes(bytes.expose()),
        Err(_) => fastrand::u64(..),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_documented_form_repeat_and_sort() {
        let (rng, same, other) = (Rng::new(7), Rng::new(7), Rng::new(8));
        let ids: Vec<_> = (0..500).map(|n| rng.id("call_test_", n)).collect();
        for (n, id) in (0..).zip(&ids) {
            let rest = id.strip_prefix("call_test_").unwrap();
            assert_eq!(rest.len(), 27);
            assert!(rest.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            assert_eq!(*id, same.id("call_test_", n));
            assert_ne!(*id, other.id("call_test_", n));
        }
        assert!(ids.is_sorted());
    }

    #[test]
    fn chances_are_spread_evenly() {
        let rng = Rng::new(1);
        let hits = (0..10_000)
            .filter(|n| rng.unit("fault", &n.to_string()) < 0.2)
            .count();
        assert!((1_850..2_150).contains(&hits), "{hits}");
    }
}

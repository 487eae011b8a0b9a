//! Chance that can be repeated: ids and faults are drawn from the seed by name, never from a running
//! stream, so that two calls at once do not change each other's luck.

use ring::hmac;

use crate::events::ids::ksuid;

/// The time part of the first id: 2026-01-01 in KSUID's epoch. Later ids count up from here instead of
/// telling the time, so that a seed gives the same ids on any day and ids still sort by age.
const FIRST_SECOND: u32 = 367_225_600;

/// Draws from one seed.
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

    /// The id of the `n`th thing of its kind: `prefix` and 27 letters and digits.
    pub(crate) fn id(&self, prefix: &str, n: u64) -> String {
        let drawn = self.draw(prefix, &n.to_string());
        let second = FIRST_SECOND.wrapping_add(u32::try_from(n % (1 << 30)).unwrap_or(0));
        let mut chance = [0; 16];
        chance.copy_from_slice(&drawn[..16]);
        format!("{prefix}{}", ksuid(second, chance))
    }

    /// A number from 0 up to but not including 1, always the same for the same names.
    pub(crate) fn unit(&self, label: &str, name: &str) -> f64 {
        let drawn = self.draw(label, name);
        let mut bits = [0; 4];
        bits.copy_from_slice(&drawn[..4]);
        f64::from(u32::from_be_bytes(bits)) / (f64::from(u32::MAX) + 1.0)
    }

    fn draw(&self, label: &str, name: &str) -> Vec<u8> {
        hmac::sign(&self.key, format!("{label}\0{name}").as_bytes())
            .as_ref()
            .to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_documented_form_repeat_and_sort() {
        let (dice, same, other) = (Rng::new(7), Rng::new(7), Rng::new(8));
        let ids: Vec<_> = (0..500).map(|n| dice.id("call_test_", n)).collect();
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
        let dice = Rng::new(1);
        let hits = (0..10_000)
            .filter(|n| dice.unit("fault", &n.to_string()) < 0.2)
            .count();
        assert!((1_850..2_150).contains(&hits), "{hits}");
    }
}

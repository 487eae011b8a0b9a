//! Fault injection: which faults happen and how often. The same seed injects the same faults.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::sandbox::engine::rng::Rng;

/// The probability of a fault that is named without a value, such as `rate-limit`.
const DEFAULT_PROBABILITY: f64 = 0.2;

/// The probability of each fault, from 0 to 1. The text form is `duplicate=0.1,delay=2s,rate-limit`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Faults {
    /// A delivery is sent twice.
    pub duplicate: f64,
    /// A delivery is held back so that later ones overtake it.
    pub reorder: f64,
    /// The delay of every delivery, in real time.
    pub delay: Duration,
    /// The handler's answer is lost, so the delivery is retried.
    pub drop: f64,
    /// An attempt carries half of its body.
    pub corrupt: f64,
    /// Deliveries are collected and sent together at this interval, in real time.
    pub burst: Duration,
    /// The API answers 500, 502 or 503.
    pub error: f64,
    /// The API answers 429 with `Retry-After`.
    pub rate_limit: f64,
    /// The API never answers.
    pub hang: f64,
    /// The API executes the request and closes the connection without an answer.
    pub reset: f64,
}

/// The faults of one delivery attempt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DeliveryFault {
    pub(crate) drop: bool,
    pub(crate) corrupt: bool,
}

/// The fault of one API request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ApiFault {
    Error(u16),
    RateLimit,
    Hang,
    Reset,
}

impl Faults {
    /// Returns whether the delivery `name` is sent twice.
    pub(crate) fn duplicates(&self, rng: &Rng, name: &str) -> bool {
        rng.unit("duplicate", name) < self.duplicate
    }

    /// Returns whether the delivery `name` is held back.
    pub(crate) fn reorders(&self, rng: &Rng, name: &str) -> bool {
        rng.unit("reorder", name) < self.reorder
    }

    /// Returns the faults of attempt `n` of the delivery `name`.
    pub(crate) fn attempt(&self, rng: &Rng, name: &str, n: usize) -> DeliveryFault {
        let name = format!("{name}#{n}");
        DeliveryFault {
            drop: rng.unit("drop", &name) < self.drop,
            corrupt: rng.unit("corrupt", &name) < self.corrupt,
        }
    }

    /// Returns the fault of the `n`th API request.
    pub(crate) fn request(&self, rng: &Rng, n: u64) -> Option<ApiFault> {
        let name = n.to_string();
        let hits = |label, chance| rng.unit(label, &name) < chance;
        if hits("rate-limit", self.rate_limit) {
            return Some(ApiFault::RateLimit);
        }
        if hits("hang", self.hang) {
            return Some(ApiFault::Hang);
        }
        if hits("reset", self.reset) {
            return Some(ApiFault::Reset);
        }
        let statuses = [500, 502, 503];
        let pick = (rng.unit("status", &name) * 3.0) as usize;
        hits("error", self.error).then(|| ApiFault::Error(statuses[pick.min(2)]))
    }
}

impl FromStr for Faults {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut faults = Faults::default();
        for part in text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let (name, value) = part
                .split_once('=')
                .map_or((part, None), |(n, v)| (n, Some(v)));
            let chance = || value.map_or(Ok(DEFAULT_PROBABILITY), |value| probability(name, value));
            let time = || duration(name, value.unwrap_or("2s"));
            match name {
                "duplicate" => faults.duplicate = chance()?,
                "reorder" => faults.reorder = chance()?,
                "delay" => faults.delay = time()?,
                "drop" => faults.drop = chance()?,
                "corrupt" => faults.corrupt = chance()?,
                "burst" => faults.burst = time()?,
                "error" => faults.error = chance()?,
                "rate-limit" => faults.rate_limit = chance()?,
                "hang" => faults.hang = chance()?,
                "reset" => faults.reset = chance()?,
                _ => {
                    return Err(format!(
                        "unknown fault {name:?}; the faults are {}",
                        NAMES.join(", ")
                    ));
                }
            }
        }
        Ok(faults)
    }
}

const NAMES: [&str; 10] = [
    "duplicate",
    "reorder",
    "delay",
    "drop",
    "corrupt",
    "burst",
    "error",
    "rate-limit",
    "hang",
    "reset",
];

fn probability(name: &str, value: &str) -> Result<f64, String> {
    let parsed = value.parse::<f64>().ok();
    parsed
        .filter(|chance| (0.0..=1.0).contains(chance))
        .ok_or_else(|| format!("{name}={value:?}: expected a probability from 0 to 1, such as 0.1"))
}

fn duration(name: &str, value: &str) -> Result<Duration, String> {
    let parsed = crate::clock::duration::parse(value).ok();
    parsed
        .filter(|span| *span <= Duration::from_secs(3_600))
        .ok_or_else(|| format!("{name}={value:?}: expected a duration up to 1h, such as 2s"))
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let chances = [
            ("duplicate", self.duplicate),
            ("reorder", self.reorder),
            ("drop", self.drop),
            ("corrupt", self.corrupt),
            ("error", self.error),
            ("rate-limit", self.rate_limit),
            ("hang", self.hang),
            ("reset", self.reset),
        ];
        let times = [("delay", self.delay), ("burst", self.burst)];
        let chances = chances.iter().filter(|(_, chance)| *chance > 0.0);
        let times = times.iter().filter(|(_, time)| !time.is_zero());
        let parts: Vec<String> = chances
            .map(|(name, chance)| format!("{name}={chance}"))
            .chain(times.map(|(name, time)| format!("{name}={}ms", time.as_millis())))
            .collect();
        f.write_str(&parts.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_line_is_read_and_written() {
        let line = "duplicate=0.1,reorder=0.1,delay=2s,drop=0.05,error=0.1,rate-limit";
        let faults: Faults = line.parse().unwrap();
        assert_eq!(
            (faults.duplicate, faults.drop, faults.rate_limit),
            (0.1, 0.05, DEFAULT_PROBABILITY)
        );
        assert_eq!(faults.delay, Duration::from_secs(2));
        assert_eq!(faults.to_string().parse(), Ok(faults));
        assert_eq!("".parse(), Ok(Faults::default()));
        for odd in ["duplicate=2", "drop=-1", "delay=x", "teleport", "drop=NaN"] {
            assert!(odd.parse::<Faults>().is_err(), "{odd}");
        }
    }

    #[test]
    fn the_same_seed_goes_wrong_in_the_same_places() {
        let faults: Faults = "drop=0.3,error=0.3,hang=0.1".parse().unwrap();
        let run = |seed| {
            let rng = Rng::new(seed);
            let attempts: Vec<_> = (0..50).map(|n| faults.attempt(&rng, "evt_1", n)).collect();
            let requests: Vec<_> = (0..50).map(|n| faults.request(&rng, n)).collect();
            (attempts, requests)
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }
}

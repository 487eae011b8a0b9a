//! A playback speed: at `10x`, a minute passes in six seconds.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Simulated time per real time, from 0.01 to 1000.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed(f64);

impl Speed {
    /// Real time.
    pub const REAL: Speed = Speed(1.0);

    /// Returns the real time in which `simulated` passes.
    pub fn real(self, simulated: Duration) -> Duration {
        simulated.div_f64(self.0)
    }

    /// Returns the simulated time that passes in `real`.
    pub fn simulated(self, real: Duration) -> Duration {
        real.mul_f64(self.0)
    }
}

impl FromStr for Speed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.strip_suffix('x').unwrap_or(text).parse::<f64>() {
            Ok(factor) if (0.01..=1000.0).contains(&factor) => Ok(Speed(factor)),
            _ => Err("expected a speed from 0.01x to 1000x, for example 10x".into()),
        }
    }
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_both_ways_and_refuses_nonsense() {
        let speed: Speed = "10x".parse().unwrap();
        assert_eq!(speed.real(Duration::from_secs(30)), Duration::from_secs(3));
        assert_eq!(
            speed.simulated(Duration::from_secs(3)),
            Duration::from_secs(30)
        );
        assert_eq!("0.5".parse::<Speed>().unwrap().to_string(), "0.5x");
        for odd in ["", "x", "0x", "-1x", "1001x", "NaN", "inf", "10 x", "10xx"] {
            assert!(odd.parse::<Speed>().is_err(), "{odd}");
        }
    }
}

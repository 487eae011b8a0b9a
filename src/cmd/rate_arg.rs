//! The parser of rates on the command line.

use std::time::Duration;

/// Reads `50/s`, `30/m`, or a number per second.
///
/// # Errors
/// The form, when it is none of these, or not between 0.001 and 10,000.
pub(crate) fn rate(text: &str) -> Result<f64, String> {
    let (number, unit) = match text.split_once('/') {
        Some((number, "s")) => (number, Duration::from_secs(1)),
        Some((number, "m")) => (number, Duration::from_secs(60)),
        None => (text, Duration::from_secs(1)),
        Some(_) => ("", Duration::ZERO),
    };
    match number.parse::<f64>() {
        Ok(n) if (0.001..=10_000.0).contains(&n) => Ok(n / unit.as_secs_f64()),
        _ => Err("expected a rate such as 50/s or 30/m, at most 10000/s".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_and_invalid_ones_rejected() {
        assert_eq!(
            (rate("50/s"), rate("30/m"), rate("2")),
            (Ok(50.0), Ok(0.5), Ok(2.0))
        );
        for odd in ["0", "-1/s", "5/h", "x", "", "1e9", "NaN"] {
            assert!(rate(odd).is_err(), "{odd}");
        }
    }
}

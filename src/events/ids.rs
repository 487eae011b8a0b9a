//! Ids in the form of the service: a prefix and a KSUID (docs/api.md).

use jiff::Timestamp;

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 160 bits in base 62.
const LENGTH: usize = 27;
/// KSUID counts seconds from here (2014-05-13T16:53:20Z).
const EPOCH: i64 = 1_400_000_000;

/// A KSUID from seconds since its own epoch and 128 bits of chance: 27 letters and digits that sort by time.
pub fn ksuid(second: u32, chance: [u8; 16]) -> String {
    let mut bytes = [0; 20];
    bytes[..4].copy_from_slice(&second.to_be_bytes());
    bytes[4..].copy_from_slice(&chance);
    base62(bytes)
}

/// `prefix` and a KSUID of the moment `at`, such as `call_test_2DbBs7GWhGvVNJGrDXr5RG0mBWI`.
pub fn fresh(prefix: &str, at: Timestamp, rng: &mut fastrand::Rng) -> String {
    let second = u32::try_from(at.as_second() - EPOCH).unwrap_or(0);
    format!("{prefix}{}", ksuid(second, rng.u128(..).to_be_bytes()))
}

fn base62(mut bytes: [u8; 20]) -> String {
    let mut digits = [b'0'; LENGTH];
    for digit in digits.iter_mut().rev() {
        let mut rest = 0_u32;
        for byte in &mut bytes {
            let value = rest * 256 + u32::from(*byte);
            *byte = u8::try_from(value / 62).unwrap_or(u8::MAX);
            rest = value % 62;
        }
        *digit = BASE62[rest as usize];
    }
    digits.iter().map(|digit| char::from(*digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_that_of_ksuid() {
        assert_eq!(ksuid(0, [0; 16]), "0".repeat(27));
        assert_eq!(ksuid(u32::MAX, [0xff; 16]), "aWgEPTl1tmebfsQzFP4bxwgy80V");
    }

    #[test]
    fn fresh_ids_have_the_documented_form_and_sort_by_time() {
        let mut rng = fastrand::Rng::with_seed(7);
        let mut id = |second| {
            let at = Timestamp::from_second(second).unwrap();
            fresh("call_test_", at, &mut rng)
        };
        let ids = [id(1_700_000_000), id(1_700_000_001), id(1_800_000_000)];
        assert!(ids.is_sorted());
        for id in ids {
            let rest = id.strip_prefix("call_test_").unwrap();
            assert_eq!(rest.len(), 27);
            assert!(rest.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
    }
}

//! A pattern of a caller's or callee's address. Phone numbers are compared by their digits, however they are
//! written; other addresses without regard to case.

use glob::Pattern;

/// Digits of an E.164 number, at least and at most.
const FEWEST_DIGITS: usize = 2;
const MOST_DIGITS: usize = 15;

/// A pattern of addresses.
#[derive(Clone, Debug)]
pub(crate) struct AddressPattern(Pattern);

/// The reason why an address pattern is rejected, and the correct form.
#[derive(Debug, PartialEq)]
pub(crate) struct AddressProblem {
    pub(crate) message: String,
    pub(crate) hint: String,
}

impl AddressPattern {
    /// Reads a glob such as `+1555*`, `+1 (555) 987-6543` or `anonymous`.
    ///
    /// # Errors
    /// When it is not a glob, or is a number pattern that no E.164 number can match.
    pub(crate) fn parse(text: &str) -> Result<AddressPattern, AddressProblem> {
        let normalized = normalize(text);
        check_number(text, &normalized)?;
        let pattern = Pattern::new(&normalized).map_err(|error| AddressProblem {
            message: format!("\"{text}\" is not a pattern: {}", error.msg),
            hint: "* stands for any characters, ? for one, [0-9] for one of several".to_owned(),
        })?;
        Ok(AddressPattern(pattern))
    }

    /// Returns whether `address` matches, however it is written.
    pub(crate) fn matches(&self, address: &str) -> bool {
        self.0.matches(&normalize(address))
    }

    /// The normalized glob.
    pub(crate) fn glob(&self) -> &Pattern {
        &self.0
    }
}

/// Returns a number as `+` and digits, with wildcards unchanged; any other text in lower case.
fn normalize(text: &str) -> String {
    let text = text.trim().to_lowercase();
    let compact: String = text.chars().filter(|c| !is_separator(*c)).collect();
    let is_number = compact.contains(|c: char| c.is_ascii_digit())
        && compact.starts_with(|c: char| c.is_ascii_digit() || c == '+')
        && !compact.contains(|c: char| c.is_alphabetic() || c == ':' || c == '@');
    match is_number {
        // A hyphen of a class such as [0-9] is not a separator.
        true => {
            let mut is_in_class = false;
            let keep = |c: &char| {
                is_in_class = (is_in_class || *c == '[') && *c != ']';
                is_in_class || !is_separator(*c)
            };
            let number: String = text.chars().filter(keep).collect();
            match number.starts_with('+') {
                true => number,
                false => format!("+{number}"),
            }
        }
        false => text,
    }
}

/// Characters that are written between the digits of a number.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || "-().\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2212}/".contains(c)
}

/// Refuses a number pattern that no E.164 number can match.
fn check_number(text: &str, normalized: &str) -> Result<(), AddressProblem> {
    let refuse = |why: &str, hint: String| {
        Err(AddressProblem {
            message: format!("\"{text}\" can match no phone number: {why}"),
            hint,
        })
    };
    if normalized.is_empty() {
        let hint = "write \"*\" for every address, or leave the key out".to_owned();
        return refuse("it is empty", hint);
    }
    let Some(number) = normalized.strip_prefix('+') else {
        return Ok(());
    };
    if let Some(odd) = number.chars().find(|c| c.is_alphabetic() || *c == '+') {
        let hint = "write it in digits, such as \"+15551234567\" or \"+1555*\"".to_owned();
        return refuse(&format!("it contains \"{odd}\""), hint);
    }
    if let Some(rest) = number.strip_prefix('0') {
        return match (text.trim().starts_with('+'), rest.strip_prefix('0')) {
            (false, Some(rest)) if !rest.starts_with('0') => {
                refuse("numbers begin with +", format!("write \"+{rest}\""))
            }
            _ => {
                let hint = format!("write \"+<COUNTRY CODE>{}\"", rest.trim_start_matches('0'));
                refuse("no country code begins with 0", hint)
            }
        };
    }
    let (mut digits, mut is_in_class) = (0, false);
    for c in number.chars() {
        is_in_class = (is_in_class || c == '[') && c != ']';
        digits += usize::from(!is_in_class && c != '*');
    }
    if digits > MOST_DIGITS {
        let hint = format!("write at most {MOST_DIGITS} digits after the +");
        return refuse(&format!("it has {digits} digits"), hint);
    }
    if digits < FEWEST_DIGITS && !number.contains('*') {
        return refuse("it is too short", format!("write \"{normalized}*\""));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_match_however_they_are_written() {
        let number = "+15559876543";
        for pattern in [
            "+15559876543",
            "+1 (555) 987-6543",
            "15559876543",
            "+1.555.987.6543",
            "+1\u{a0}555\u{2011}987\u{2013}6543",
            "1-555-987-6543",
            "+1 555*",
            "+1 (555) *",
            "1555*",
            "+1[0-9]559876543",
            "+155598765??",
            "*6543",
            "+*",
            "*",
        ] {
            let pattern = AddressPattern::parse(pattern).unwrap();
            assert!(pattern.matches(number), "{pattern:?}");
            assert!(pattern.matches("1 (555) 987-6543"), "{pattern:?}");
        }
        for pattern in ["+1555", "5559876543", "+44*", "anonymous", "[!+]*", "*654"] {
            assert!(
                !AddressPattern::parse(pattern).unwrap().matches(number),
                "{pattern}"
            );
        }
    }

    #[test]
    fn other_addresses_match_without_regard_to_case() {
        for (pattern, address) in [
            ("anonymous", "Anonymous"),
            ("ANONYMOUS", "anonymous"),
            ("sip:Alice-Smith@example.com", "sip:alice-smith@example.com"),
            ("*@example.com", "sip:bob@EXAMPLE.com"),
            ("client 7", "Client 7"),
        ] {
            assert!(
                AddressPattern::parse(pattern).unwrap().matches(address),
                "{pattern}"
            );
        }
        assert!(
            !AddressPattern::parse("anonymous")
                .unwrap()
                .matches("anonymou")
        );
    }

    #[test]
    fn what_no_number_can_match_is_refused_with_the_right_form() {
        for (pattern, why, hint) in [
            ("0015559876543", "begin with +", "write \"+15559876543\""),
            ("00 1 555*", "begin with +", "write \"+1555*\""),
            ("+0155", "begins with 0", "+<COUNTRY CODE>155"),
            ("(0555) 987", "begins with 0", "+<COUNTRY CODE>555987"),
            ("+1", "too short", "write \"+1*\""),
            ("+", "too short", "write \"+*\""),
            ("+1234567890123456", "16 digits", "at most 15"),
            ("+1-800-FLOWERS", "contains \"f\"", "in digits"),
            ("1+555", "contains \"+\"", "in digits"),
            ("  ", "is empty", "\"*\""),
        ] {
            let problem = AddressPattern::parse(pattern).unwrap_err();
            assert!(problem.message.contains(why), "{pattern}: {problem:?}");
            assert!(problem.hint.contains(hint), "{pattern}: {problem:?}");
        }
        assert!(AddressPattern::parse("[").is_err());
    }
}

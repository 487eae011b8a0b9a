//! The headers of a delivery as they came: one text, a line `name: value` each.
//!
//! One piece of memory instead of two a header: the record keeps them in this form, too, and most are never
//! looked at again.

/// Headers in the order of arrival. A value cannot hold a line end, a name no colon.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(Vec<u8>);

impl Headers {
    /// Those that [`Headers::as_lines`] gave.
    pub fn from_lines(lines: Vec<u8>) -> Headers {
        Headers(lines)
    }

    /// All of them, each with a line end behind it.
    pub fn as_lines(&self) -> &[u8] {
        &self.0
    }

    /// Names and values. What is no header line is left out.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.split(|byte| *byte == b'\n').filter_map(|line| {
            let colon = line.windows(2).position(|pair| pair == b": ")?;
            let name = std::str::from_utf8(&line[..colon]).ok()?;
            Some((name, &line[colon + 2..]))
        })
    }
}

impl<'a> FromIterator<(&'a str, &'a [u8])> for Headers {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a [u8])>>(headers: I) -> Headers {
        // What the service sends comes to some 200 bytes.
        let mut lines = Vec::with_capacity(256);
        for (name, value) in headers {
            lines.extend_from_slice(name.as_bytes());
            lines.extend_from_slice(b": ");
            lines.extend_from_slice(value);
            lines.push(b'\n');
        }
        Headers(lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_come_back_as_they_were() {
        let list: [(&str, &[u8]); 3] = [
            ("content-type", b"application/json"),
            ("x-odd", b"a: b\xff"),
            ("x-empty", b""),
        ];
        let headers: Headers = list.into_iter().collect();
        let again = Headers::from_lines(headers.as_lines().to_vec());
        assert_eq!(again.iter().collect::<Vec<_>>(), list);
        assert_eq!(Headers::default().iter().count(), 0);
        assert_eq!(
            Headers::from_lines(b"no colon\n\xff: x\n".to_vec())
                .iter()
                .count(),
            0
        );
    }
}

//! Walks through JSON text once; values are sliced out or walked into.
//!
//! The text must already be valid JSON. On any other text the results are arbitrary, but the walk
//! always ends.

/// A place in JSON text.
#[derive(Debug)]
pub struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// At the beginning of `text`.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Walks through the object at this position. `member` gets each key as raw text and must
    /// consume the value, by [`Cursor::value`] or by its own walk. Returns false if the value is
    /// not an object, and skips it.
    pub fn object(&mut self, mut member: impl FnMut(&mut Self, &'a str)) -> bool {
        if self.next() != Some(b'{') {
            self.value();
            return false;
        }
        self.at += 1;
        loop {
            match self.next() {
                Some(b'"') => {
                    let start = self.at;
                    self.string();
                    let key = self.since(start);
                    if self.next() == Some(b':') {
                        self.at += 1;
                    }
                    member(self, key);
                }
                Some(b',') => self.at += 1,
                end => return self.ends(end, b'}'),
            }
        }
    }

    /// Walks through the array at this position; `element` consumes each of its values.
    pub fn array(&mut self, mut element: impl FnMut(&mut Self)) -> bool {
        if self.next() != Some(b'[') {
            self.value();
            return false;
        }
        self.at += 1;
        loop {
            match self.next() {
                Some(b',') => self.at += 1,
                Some(b']' | b'}' | b':') | None => {
                    let end = self.next();
                    return self.ends(end, b']');
                }
                Some(_) => element(self),
            }
        }
    }

    /// The value here, as it is written.
    pub fn value(&mut self) -> &'a str {
        let kind = self.next();
        let start = self.at;
        match kind {
            Some(b'"') => self.string(),
            Some(b'{' | b'[') => self.nested(),
            _ => self.plain(),
        }
        self.since(start)
    }

    /// Returns the next byte that is not white space.
    fn next(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(self.at) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Ends a walk; returns whether `found` is the expected byte.
    fn ends(&mut self, found: Option<u8>, wanted: u8) -> bool {
        let ends = found == Some(wanted);
        self.at += usize::from(ends);
        ends
    }

    /// Over the string that begins here.
    fn string(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = self.at + 1;
        while let Some(byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'"' => break,
                b'\\' => at += 1,
                _ => {}
            }
        }
        self.at = at.min(bytes.len());
    }

    /// Over the object or array that begins here, however deep: without recursion.
    fn nested(&mut self) {
        let bytes = self.text.as_bytes();
        let mut depth = 0_usize;
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'"' => {
                    self.string();
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    /// Over a number or a word.
    fn plain(&mut self) {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b',' | b'}' | b']' | b':' | b' ' | b'\n' | b'\r' | b'\t' => return,
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_takes_what_it_asks_for_and_passes_over_the_rest() {
        let text = r#" {"a":{"x":[1,{"y":"}"}]} , "b\"":"c\\","n":-1e9 ,"t":true,"e":{},"l":[ 1 ,"]",[]]}"#;
        let (mut seen, mut inner) = (Vec::new(), Vec::new());
        let mut cursor = Cursor::new(text);
        let walked = cursor.object(|cursor, key| match key {
            r#""l""# => {
                assert!(cursor.array(|cursor| inner.push(cursor.value())));
            }
            _ => seen.push((key, cursor.value())),
        });
        assert!(walked && cursor.at == text.len());
        assert_eq!(
            seen,
            [
                (r#""a""#, r#"{"x":[1,{"y":"}"}]}"#),
                (r#""b\"""#, r#""c\\""#),
                (r#""n""#, "-1e9"),
                (r#""t""#, "true"),
                (r#""e""#, "{}"),
            ]
        );
        assert_eq!(inner, ["1", r#""]""#, "[]"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_walked_to_an_end(text in "[\\[\\]{}\",:\\\\ aé1]{0,30}") {
            let mut cursor = Cursor::new(&text);
            cursor.object(|cursor, _| { cursor.object(|cursor, _| { cursor.value(); }); });
            Cursor::new(&text).array(|cursor| { cursor.array(|cursor| { cursor.value(); }); });
            proptest::prop_assert!(cursor.at <= text.len());
        }
    }
}

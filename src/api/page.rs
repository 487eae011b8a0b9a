//! Fetches lists page by page: the next request, and whether the list still advances.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::api::lenient::{lenient, read};
use crate::api::{ApiError, Request};
use crate::json;

/// The largest `limit` that the API takes (docs/api.md).
const PAGE: u64 = 100;

/// A page of a list: items as raw JSON, so that nothing of them is lost.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    /// The items of this page, newest first (assumed).
    pub data: Vec<Box<RawValue>>,
    /// The number of items of the whole list.
    pub total_count: Option<TotalCount>,
}

/// `totalCount` as it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TotalCount {
    /// A number of items.
    Items(u64),
    /// A number that no list can have, such as -1 or 1e30.
    Odd(f64),
}

impl<'de> Deserialize<'de> for Page {
    /// Reads `{"data":[…],"totalCount":n}`, and a bare array as well: which of the two the assumed
    /// endpoints send is not documented.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Page, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Documented {
            data: Vec<Box<RawValue>>,
            #[serde(default, deserialize_with = "lenient")]
            total_count: Option<TotalCount>,
        }
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let page = if raw.get().starts_with('[') {
            read(raw.get()).map(|data| Page {
                data,
                total_count: None,
            })
        } else {
            read::<Documented>(raw.get()).map(|page| Page {
                data: page.data,
                total_count: page.total_count,
            })
        };
        page.ok_or_else(|| serde::de::Error::custom("expected a list in data"))
    }
}

/// The part of a list to fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// One page, as long as the API makes it.
    First,
    /// This many items.
    Limit(u64),
    /// Every item.
    All,
}

/// A filter for items that the API itself cannot apply.
pub type Keep = fn(&RawValue) -> bool;

/// As many as the API gives when it is not told (docs/api.md).
const DEFAULT: u64 = 20;

/// A walk over the pages of one list.
#[derive(Debug)]
pub struct Pages {
    keep: Option<Keep>,
    request: Request<Page>,
    span: Span,
    /// Number of items received, including repeated ones.
    offset: u64,
    /// Number of items returned.
    taken: u64,
    total: Option<u64>,
    /// A total that no list can have: such a list is read to its first empty page.
    odd_total: Option<f64>,
    done: bool,
    /// A hash of each page so far: eight bytes for a hundred items.
    seen: HashSet<u64>,
    /// The ids of the page before: a new item at the top pushes an old one onto the next page.
    before: HashSet<String>,
}

impl Pages {
    /// A walk that has not begun.
    pub fn new(request: Request<Page>, span: Span) -> Pages {
        Pages {
            keep: None,
            request,
            span,
            offset: 0,
            taken: 0,
            total: None,
            odd_total: None,
            done: span == Span::Limit(0),
            seen: HashSet::new(),
            before: HashSet::new(),
        }
    }

    /// Keeps only items that `keep` accepts: pages are read until enough items are found.
    pub fn keeping(mut self, keep: Option<Keep>) -> Pages {
        self.keep = keep;
        if keep.is_some() && self.span == Span::First {
            self.span = Span::Limit(DEFAULT);
        }
        self
    }

    /// The request for the next page, or `None` at the end.
    pub fn next_request(&self) -> Option<Request<Page>> {
        let limit = match self.span {
            _ if self.done => return None,
            Span::First => return Some(self.request.clone()),
            Span::Limit(count) if self.keep.is_none() => PAGE.min(count - self.taken),
            Span::Limit(_) => PAGE,
            Span::All => PAGE,
        };
        let request = self.request.clone().query("limit", Some(limit));
        let offset = (self.offset > 0).then_some(self.offset);
        Some(request.query("offset", offset))
    }

    /// Returns whether a page has arrived already: from the second page on, it is bulk work.
    pub fn is_under_way(&self) -> bool {
        self.offset > 0
    }

    /// Returns the total number of items as reported by the API, which does not apply filters.
    pub fn total(&self) -> Option<u64> {
        self.total.filter(|_| self.keep.is_none())
    }

    /// Returns whether the single page is printed as the API sent it.
    pub fn is_as_sent(&self) -> bool {
        self.span == Span::First
    }

    /// Accepts the response to [`Pages::next_request`] and returns its new items.
    ///
    /// # Errors
    /// When the list repeats itself and would never end.
    pub fn take(&mut self, page: Page) -> Result<Vec<Box<RawValue>>, ApiError> {
        match page.total_count {
            Some(TotalCount::Items(total)) => self.total = Some(total),
            Some(TotalCount::Odd(total)) => self.odd_total = Some(total),
            None => {}
        }
        let got = page.data.len() as u64;
        if got > 0 && !self.seen.insert(hash(&page.data)) {
            return Err(ApiError::Unreadable(format!(
                "the list repeats itself at offset {}",
                self.offset
            )));
        }
        self.offset += got;
        let ids: HashSet<String> = page.data.iter().filter_map(|item| id(item)).collect();
        let mut items = page.data;
        items.retain(|item| !id(item).is_some_and(|id| self.before.contains(&id)));
        if let Some(keep) = self.keep {
            items.retain(|item| keep(item));
        }
        if let Span::Limit(count) = self.span {
            items.truncate((count - self.taken).try_into().unwrap_or(usize::MAX));
        }
        self.before = ids;
        self.taken += items.len() as u64;
        let at_end = self.total.is_some_and(|total| self.offset >= total);
        // Without a total, a page that is not full is the last one.
        let short = self.total.is_none() && self.odd_total.is_none() && got < PAGE;
        let enough = matches!(self.span, Span::Limit(count) if self.taken >= count);
        self.done = got == 0 || at_end || short || enough || self.span == Span::First;
        match got == 0 && !at_end && self.span != Span::First {
            true => self.check_end().map(|()| items),
            false => Ok(items),
        }
    }

    /// Checks that a list that ended with an empty page is complete.
    fn check_end(&self) -> Result<(), ApiError> {
        let read = self.offset;
        Err(ApiError::Unreadable(match (self.total, self.odd_total) {
            (Some(total), _) => format!("the list ended after {read} of {total} items"),
            (None, Some(total)) => {
                format!("totalCount is {total}, so the list of {read} items may be incomplete")
            }
            (None, None) => return Ok(()),
        }))
    }
}

fn id(item: &RawValue) -> Option<String> {
    json::member(item.get(), "id").and_then(json::string)
}

fn hash(items: &[Box<RawValue>]) -> u64 {
    let mut hasher = DefaultHasher::new();
    items.iter().for_each(|item| item.get().hash(&mut hasher));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Method;

    fn page(ids: std::ops::Range<u64>, total: Option<u64>) -> Page {
        let item = |n| RawValue::from_string(format!("{{\"id\":\"call_{n}\"}}")).unwrap();
        Page {
            data: ids.map(item).collect(),
            total_count: total.map(TotalCount::Items),
        }
    }

    fn walk(span: Span) -> Pages {
        Pages::new(Request::new(Method::Get, "/v1/calls"), span)
    }

    #[test]
    fn pages_follow_each_other_to_the_limit() {
        let mut pages = walk(Span::Limit(150));
        let target = |pages: &Pages| pages.next_request().map(|request| request.target());
        assert_eq!(target(&pages).unwrap(), "/v1/calls?limit=100");
        assert_eq!(pages.take(page(0..100, Some(900))).unwrap().len(), 100);
        assert_eq!(target(&pages).unwrap(), "/v1/calls?limit=50&offset=100");
        // One new call came in meanwhile: call_99 comes again and is left out.
        assert_eq!(pages.take(page(99..149, Some(901))).unwrap().len(), 49);
        assert_eq!(target(&pages).unwrap(), "/v1/calls?limit=1&offset=150");
        assert_eq!(pages.take(page(149..150, Some(901))).unwrap().len(), 1);
        assert!(pages.next_request().is_none());
        assert_eq!(
            walk(Span::First).next_request().unwrap().target(),
            "/v1/calls"
        );
    }

    #[test]
    fn every_list_ends() {
        let mut looping = walk(Span::All);
        looping.take(page(0..100, Some(900))).unwrap();
        looping.take(page(100..200, Some(900))).unwrap();
        let told = looping
            .take(page(0..100, Some(900)))
            .unwrap_err()
            .to_string();
        assert!(told.contains("repeats itself at offset 200"), "{told}");
        let mut lying = walk(Span::All);
        lying.take(page(0..100, Some(900))).unwrap();
        let error = lying.take(page(0..0, Some(900))).unwrap_err().to_string();
        assert!(error.contains("ended after 100 of 900 items"), "{error}");
        assert!(lying.next_request().is_none());
        let mut odd = walk(Span::All);
        let mut first = page(0..20, None);
        first.total_count = Some(TotalCount::Odd(-1.0));
        assert_eq!(odd.take(first).unwrap().len(), 20);
        let error = odd.take(page(0..0, None)).unwrap_err().to_string();
        assert!(error.contains("totalCount is -1"), "{error}");
        let mut empty = walk(Span::All);
        assert!(empty.take(page(0..0, Some(0))).unwrap().is_empty());
        let mut capped = walk(Span::All);
        capped.take(page(0..20, Some(25))).unwrap();
        assert!(capped.next_request().is_some());
        capped.take(page(20..25, Some(25))).unwrap();
        assert!(capped.next_request().is_none());
    }

    #[test]
    fn a_filter_reads_on_until_there_are_enough() {
        let even: Keep = |item| item.get().ends_with("0\"}");
        let mut pages = walk(Span::First).keeping(Some(even));
        assert_eq!(pages.take(page(0..100, Some(300))).unwrap().len(), 10);
        assert!(
            pages
                .next_request()
                .unwrap()
                .target()
                .contains("limit=100&offset=100")
        );
        assert_eq!(pages.take(page(100..200, Some(300))).unwrap().len(), 10);
        assert!(pages.next_request().is_none() && pages.total().is_none());
    }

    #[test]
    fn a_bare_array_is_a_page() {
        let page: Page = serde_json::from_str("[1, {\"a\":1.50}]").unwrap();
        assert_eq!((page.data.len(), page.data[1].get()), (2, "{\"a\":1.50}"));
        let page: Page = serde_json::from_str("{\"data\":[1],\"totalCount\":\"x\"}").unwrap();
        assert_eq!((page.data.len(), page.total_count), (1, None));
        assert!(serde_json::from_str::<Page>("{}").is_err());
    }
}

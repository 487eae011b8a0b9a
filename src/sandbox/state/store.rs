//! Things of one kind by id and by age.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Holds things in the order they came.
#[derive(Clone, Debug)]
pub(crate) struct Store<T> {
    next: u64,
    items: BTreeMap<u64, (String, T)>,
    places: HashMap<String, u64>,
    /// Numbers of what has changed, for the data file.
    touched: BTreeSet<u64>,
}

impl<T> Default for Store<T> {
    fn default() -> Self {
        Self {
            next: 0,
            items: BTreeMap::new(),
            places: HashMap::new(),
            touched: BTreeSet::new(),
        }
    }
}

impl<T> Store<T> {
    /// The number that the next thing will get; numbers are never used twice.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    /// Never gives out a number below `next` again.
    pub(crate) fn skip_to(&mut self, next: u64) {
        self.next = self.next.max(next);
    }

    pub(crate) fn insert(&mut self, id: String, item: T) {
        self.insert_at(self.next, id, item);
    }

    /// Puts back a thing that had the number `n`.
    pub(crate) fn insert_at(&mut self, n: u64, id: String, item: T) {
        self.touched.insert(n);
        self.places.insert(id.clone(), n);
        self.items.insert(n, (id, item));
        self.skip_to(n + 1);
    }

    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.items.get(self.places.get(id)?).map(|(_, item)| item)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        let n = *self.places.get(id)?;
        self.touched.insert(n);
        self.items.get_mut(&n).map(|(_, item)| item)
    }

    /// The number of the thing of that id.
    pub(crate) fn number(&self, id: &str) -> Option<u64> {
        self.places.get(id).copied()
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<T> {
        let n = self.places.remove(id)?;
        self.touched.insert(n);
        self.items.remove(&n).map(|(_, item)| item)
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether something may have changed since the last [`Store::take_touched`].
    pub(crate) fn is_touched(&self) -> bool {
        !self.touched.is_empty()
    }

    /// The numbers of what may have changed or gone since the last time.
    pub(crate) fn take_touched(&mut self) -> BTreeSet<u64> {
        std::mem::take(&mut self.touched)
    }

    /// The thing of that number.
    pub(crate) fn at(&self, n: u64) -> Option<(&str, &T)> {
        self.items.get(&n).map(|(id, item)| (id.as_str(), item))
    }

    pub(crate) fn clear(&mut self) {
        self.touched.extend(self.items.keys());
        self.items.clear();
        self.places.clear();
    }

    /// Oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &T)> {
        self.items.values().map(|(id, item)| (id.as_str(), item))
    }

    /// Forgets the oldest that are `done`, as long as there are more than `most`. Those that are not
    /// done stay, so only a bounded number of old ones is looked at.
    pub(crate) fn trim(&mut self, most: usize, done: impl Fn(&T) -> bool) -> Option<String> {
        if self.items.len() <= most {
            return None;
        }
        let oldest = self.items.values().take(64);
        let id = oldest
            .filter(|(_, item)| done(item))
            .map(|(id, _)| id.clone())
            .next()?;
        self.remove(&id);
        Some(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_order_and_never_reuses_a_number() {
        let mut shelf = Store::default();
        for name in ["a", "b", "c"] {
            shelf.insert(name.to_owned(), name.len());
        }
        assert_eq!(
            shelf.iter().rev().map(|(id, _)| id).collect::<Vec<_>>(),
            ["c", "b", "a"]
        );
        assert_eq!(shelf.remove("c"), Some(1));
        assert_eq!((shelf.next(), shelf.len()), (3, 2));
        assert_eq!(shelf.trim(1, |_| true).as_deref(), Some("a"));
        assert_eq!(shelf.trim(1, |_| true), None);
        assert_eq!((shelf.get("a"), shelf.get("b")), (None, Some(&1)));
        shelf.clear();
        assert_eq!(shelf.next(), 3);
    }
}

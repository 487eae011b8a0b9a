//! A collection of records, found by id and ordered by age.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Holds records in the order in which they were added.
#[derive(Clone, Debug)]
pub(crate) struct RecordStore<T> {
    next: u64,
    items: BTreeMap<u64, (String, T)>,
    places: HashMap<String, u64>,
    /// The numbers of records that changed, for the data file.
    changed: BTreeSet<u64>,
}

impl<T> Default for RecordStore<T> {
    fn default() -> Self {
        Self {
            next: 0,
            items: BTreeMap::new(),
            places: HashMap::new(),
            changed: BTreeSet::new(),
        }
    }
}

impl<T> RecordStore<T> {
    /// Returns the number of the next record. Numbers are never reused.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    /// Raises the number of the next record to `next`.
    pub(crate) fn skip_to(&mut self, next: u64) {
        self.next = self.next.max(next);
    }

    pub(crate) fn insert(&mut self, id: String, item: T) {
        self.insert_at(self.next, id, item);
    }

    /// Restores a record with the number `n`.
    pub(crate) fn insert_at(&mut self, n: u64, id: String, item: T) {
        self.changed.insert(n);
        self.places.insert(id.clone(), n);
        self.items.insert(n, (id, item));
        self.skip_to(n + 1);
    }

    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.items.get(self.places.get(id)?).map(|(_, item)| item)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        let n = *self.places.get(id)?;
        self.changed.insert(n);
        self.items.get_mut(&n).map(|(_, item)| item)
    }

    /// Returns the number of the record with this id.
    pub(crate) fn number(&self, id: &str) -> Option<u64> {
        self.places.get(id).copied()
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<T> {
        let n = self.places.remove(id)?;
        self.changed.insert(n);
        self.items.remove(&n).map(|(_, item)| item)
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns whether a record may have changed since the last [`RecordStore::take_changes`].
    pub(crate) fn has_changes(&self) -> bool {
        !self.changed.is_empty()
    }

    /// Returns the numbers of records that may have changed or been removed since the last call.
    pub(crate) fn take_changes(&mut self) -> BTreeSet<u64> {
        std::mem::take(&mut self.changed)
    }

    /// Returns the record with this number.
    pub(crate) fn at(&self, n: u64) -> Option<(&str, &T)> {
        self.items.get(&n).map(|(id, item)| (id.as_str(), item))
    }

    pub(crate) fn clear(&mut self) {
        self.changed.extend(self.items.keys());
        self.items.clear();
        self.places.clear();
    }

    /// Iterates over all records, oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &T)> {
        self.items.values().map(|(id, item)| (id.as_str(), item))
    }

    /// Removes the oldest record that is `done` while there are more than `most`, and returns its id. Looks at a bounded
    /// number of records, because those that are not done stay.
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
        let mut store = RecordStore::default();
        for name in ["a", "b", "c"] {
            store.insert(name.to_owned(), name.len());
        }
        assert_eq!(
            store.iter().rev().map(|(id, _)| id).collect::<Vec<_>>(),
            ["c", "b", "a"]
        );
        assert_eq!(store.remove("c"), Some(1));
        assert_eq!((store.next(), store.len()), (3, 2));
        assert_eq!(store.trim(1, |_| true).as_deref(), Some("a"));
        assert_eq!(store.trim(1, |_| true), None);
        assert_eq!((store.get("a"), store.get("b")), (None, Some(&1)));
        store.clear();
        assert_eq!(store.next(), 3);
    }
}

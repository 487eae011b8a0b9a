//! The local receiver.

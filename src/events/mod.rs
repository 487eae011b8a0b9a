//! Events of calls, and the journal's entries about them. Pure: no I/O, no clock.

pub mod body;
pub mod call_scenario;
pub mod call_summary;
pub mod criteria;
pub mod entry;
pub mod event;
pub mod headers;
pub mod ids;
pub mod kind;
pub mod ladder;
pub mod resource_id;
pub mod sample_call;
pub mod samples;
pub mod timeline;

pub use body::Body;
pub use entry::Entry;
pub use event::Event;
pub use headers::Headers;
pub use kind::EventKind;
pub use resource_id::ResourceId;

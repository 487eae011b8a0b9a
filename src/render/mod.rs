//! Values into text.

//! Rules of the engine, one by one.

//! Pages of hand-made issues.

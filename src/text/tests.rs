//! What holds for the text module as a whole.

mod addresses;
mod hostile;
mod reference;

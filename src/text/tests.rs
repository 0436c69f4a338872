//! What holds for the text module as a whole.

mod hostile;
mod reference;

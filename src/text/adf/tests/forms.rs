//! Each form as a reader sees it.

use super::*;

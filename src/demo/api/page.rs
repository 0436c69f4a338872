//! Pages of lists, as the bean of that name shows them.

use serde_json::{Map, Value as Json, json};

use crate::demo::request::Request;

/// Cuts `startAt` and `maxResults` out of a list; `most` is the largest page.
pub(super) fn cut<T>(request: &Request, items: Vec<T>, usual: usize, most: usize) -> (usize, usize, usize, Vec<T>) {
    let total = items.len();
    let start = request.number("startAt").unwrap_or(0);
    let size = request.number("maxResults").unwrap_or(usual).min(most);
    let page = items.into_iter().skip(start).take(size).collect();
    (start, size, total, page)
}

/// A page with `values` and `isLast`.
pub(super) fn bean(request: &Request, own: &str, items: Vec<Json>, usual: usize, most: usize) -> Json {
    let (start, size, total, page) = cut(request, items, usual, most);
    let last = start + page.len() >= total;
    let mut shown = Map::new();
    if !own.is_empty() {
        shown.insert("self".into(), json!(format!("{own}?maxResults={size}&startAt={start}")));
        if !last {
            shown.insert("nextPage".into(), json!(format!("{own}?maxResults={size}&startAt={}", start + page.len())));
        }
    }
    shown.insert("maxResults".into(), json!(size));
    shown.insert("startAt".into(), json!(start));
    shown.insert("total".into(), json!(total));
    shown.insert("isLast".into(), json!(last));
    shown.insert("values".into(), json!(page));
    Json::Object(shown)
}

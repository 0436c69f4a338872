//! How long a modern client may keep what it is answered, whom it may show it to, and who answered.

use super::{SERVER_INFO, implementation};
use rmcp::RoleServer;
use rmcp::model::{
    CacheScope, ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, MetaObject,
    ProtocolVersion, ReadResourceResult,
};
use rmcp::service::RequestContext;

/// Lists are the same until the server is started anew; a client asks again after an hour.
pub(super) const LIST_LIFETIME_MS: u64 = 3_600_000;

/// A result that a modern client may keep.
pub(super) trait Cached: Sized {
    /// Where the protocol has its three places.
    fn places(&mut self) -> (&mut Option<u64>, &mut Option<CacheScope>, &mut Option<MetaObject>);

    /// The same result with what a modern client must be told of it; a legacy one is told nothing.
    #[must_use]
    fn told(mut self, context: &RequestContext<RoleServer>, lifetime_ms: u64, scope: CacheScope) -> Self {
        if is_modern(context) {
            let (ttl_ms, cache_scope, meta) = self.places();
            *ttl_ms = Some(lifetime_ms);
            *cache_scope = Some(scope);
            introduce(meta);
        }
        self
    }
}

macro_rules! cached {
    ($($result:ty),*) => {$(
        impl Cached for $result {
            fn places(&mut self) -> (&mut Option<u64>, &mut Option<CacheScope>, &mut Option<MetaObject>) {
                (&mut self.ttl_ms, &mut self.cache_scope, &mut self.meta)
            }
        }
    )*};
}

cached!(ListToolsResult, ListPromptsResult, ListResourcesResult, ListResourceTemplatesResult, ReadResourceResult);

/// Whether this request is of the era without a handshake.
pub(super) fn is_modern(context: &RequestContext<RoleServer>) -> bool {
    context.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28)
}

/// Every modern result says who answered; rmcp says it only when it is discovered.
pub(super) fn introduce(meta: &mut Option<MetaObject>) {
    if let Ok(me) = serde_json::to_value(implementation()) {
        meta.get_or_insert_default().insert(SERVER_INFO.into(), me);
    }
}

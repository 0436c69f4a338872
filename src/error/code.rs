//! The closed lists of the contract: what kind of failure it is, and what is wrong with one argument.

/// What kind of failure it is: a closed list. A new code only where an agent would act differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the contract and say what they mean")]
pub enum Code {
    InvalidArgument,
    JqlInvalid,
    UnknownName,
    AmbiguousName,
    MissingFields,
    ValueNotAllowed,
    NotEditable,
    TransitionNotAllowed,
    NotFoundOrHidden,
    PermissionDenied,
    AuthFailed,
    AuthExpired,
    CaptchaRequired,
    ReadOnly,
    ProjectNotAllowed,
    ToolDisabled,
    ConfirmRequired,
    ConfirmStale,
    Conflict,
    RateLimited,
    UpstreamError,
    Timeout,
    OutcomeUnknown,
    TooLarge,
    CursorInvalid,
    Unsupported,
    ConfigError,
    Internal,
}

impl Code {
    /// The code as it stands in `error.code`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidArgument => "invalid_argument",
            Self::JqlInvalid => "jql_invalid",
            Self::UnknownName => "unknown_name",
            Self::AmbiguousName => "ambiguous_name",
            Self::MissingFields => "missing_fields",
            Self::ValueNotAllowed => "value_not_allowed",
            Self::NotEditable => "not_editable",
            Self::TransitionNotAllowed => "transition_not_allowed",
            Self::NotFoundOrHidden => "not_found_or_hidden",
            Self::PermissionDenied => "permission_denied",
            Self::AuthFailed => "auth_failed",
            Self::AuthExpired => "auth_expired",
            Self::CaptchaRequired => "captcha_required",
            Self::ReadOnly => "read_only",
            Self::ProjectNotAllowed => "project_not_allowed",
            Self::ToolDisabled => "tool_disabled",
            Self::ConfirmRequired => "confirm_required",
            Self::ConfirmStale => "confirm_stale",
            Self::Conflict => "conflict",
            Self::RateLimited => "rate_limited",
            Self::UpstreamError => "upstream_error",
            Self::Timeout => "timeout",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::TooLarge => "too_large",
            Self::CursorInvalid => "cursor_invalid",
            Self::Unsupported => "unsupported",
            Self::ConfigError => "config_error",
            Self::Internal => "internal",
        }
    }
}

/// What is wrong with one argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the contract and say what they mean")]
pub enum Problem {
    Unknown,
    Ambiguous,
    Missing,
    NotAllowed,
    NotEditable,
    Malformed,
}

impl Problem {
    /// The word as it stands in a field's `problem`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Ambiguous => "ambiguous",
            Self::Missing => "missing",
            Self::NotAllowed => "not_allowed",
            Self::NotEditable => "not_editable",
            Self::Malformed => "malformed",
        }
    }
}

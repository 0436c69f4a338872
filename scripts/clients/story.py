"""What each client does: lists, searches, creates, meets an error, recovers from it by what the error says, and reads."""

import json

WRONG = {
    "project": "SHOP",
    "type": "Bug",
    "summary": "Coupon field forgets its text",
    "assignee": "Ana",
    "priority": "Urgent",
    "fields": ["Story Pionts: 5"],
}
"""A create with three mistakes: a name that two people have, a value that isn't allowed, a misspelt field."""


def mend(arguments, error, schema):
    """The arguments as the error says to send them: nothing else is known here of Jira or of the tool."""
    mended = dict(arguments)
    for name, entry in error["fields"].items():
        # What stands inside `fields` is told by its own name, and `send` is then the whole list.
        argument = name if name in schema["properties"] else "fields"
        choices = [entry.get("send"), entry.get("closest"), *entry.get("allowed", [])]
        choices += [candidate["send"] for candidate in entry.get("candidates", [])]
        mended[argument] = next(choice for choice in choices if choice)
    return mended


async def tell(call, schemas):
    """Plays the story. `call` gives (is_error, text, structured); `schemas` are the input schemas by name."""
    assert {"jira_search", "jira_get_issue", "jira_create_issue"} <= set(schemas), schemas.keys()

    failed, text, structured = await call("jira_search", {"jql": "project = SHOP ORDER BY key", "limit": 2})
    found = json.loads(text)
    assert not failed and found == structured and len(found["rows"]) == 2, text

    failed, text, structured = await call("jira_create_issue", WRONG)
    answer = json.loads(text)
    # A client may leave the structured half out of a failure, but not show another.
    assert failed and structured in (None, answer), (text, structured)
    assert answer["error"]["retryable"] and answer["error"]["side_effects"] == "none", text

    mended = mend(WRONG, answer["error"], schemas["jira_create_issue"])
    failed, text, _ = await call("jira_create_issue", mended)
    created = json.loads(text)
    assert not failed and created["created"], text

    failed, text, _ = await call("jira_get_issue", {"key": created["key"]})
    assert not failed and WRONG["summary"] in text and mended["priority"] in text, text

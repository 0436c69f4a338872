// What each client does: lists, searches, creates, meets an error, recovers from it by what the error says, and reads.

import assert from 'node:assert/strict';

// A create with three mistakes: a name that two people have, a value that isn't allowed, a misspelt field.
const wrong = {
    project: 'SHOP',
    type: 'Bug',
    summary: 'Coupon field forgets its text',
    assignee: 'Ana',
    priority: 'Urgent',
    fields: ['Story Pionts: 5'],
};

// The arguments as the error says to send them: nothing else is known here of Jira or of the tool.
function mend(sent, error, schema) {
    const mended = { ...sent };
    for (const [name, entry] of Object.entries(error.fields)) {
        // What stands inside `fields` is told by its own name, and `send` is then the whole list.
        const argument = name in schema.properties ? name : 'fields';
        const candidates = (entry.candidates ?? []).map((candidate) => candidate.send);
        mended[argument] = [entry.send, entry.closest, ...(entry.allowed ?? []), ...candidates].find(Boolean);
    }
    return mended;
}

// `call` answers what the client has: isError, content, structuredContent. With `remembered` false each call meets a Jira
// of its own, so that what was created can't be read again.
export async function tell(call, tools, { remembered = true } = {}) {
    const schema = tools.find((tool) => tool.name === 'jira_create_issue').inputSchema;

    const found = await call('jira_search', { jql: 'project = SHOP ORDER BY key', limit: 2 });
    assert.notEqual(found.isError, true);
    assert.deepEqual(JSON.parse(found.content[0].text), found.structuredContent);
    assert.equal(found.structuredContent.rows.length, 2);

    const refused = await call('jira_create_issue', wrong);
    assert.equal(refused.isError, true);
    assert.deepEqual(JSON.parse(refused.content[0].text), refused.structuredContent);
    const { error } = refused.structuredContent;
    assert.equal(error.side_effects, 'none');

    const mended = mend(wrong, error, schema);
    const created = await call('jira_create_issue', mended);
    assert.notEqual(created.isError, true, created.content[0].text);
    assert.equal(created.structuredContent.created, true);

    if (remembered) {
        const read = await call('jira_get_issue', { key: created.structuredContent.key });
        assert.ok(read.content[0].text.includes(wrong.summary), read.content[0].text);
    }
}

// Drives the server with the MCP inspector's command line, one process for each call, and lets it judge the schemas.
//
// usage: inspector_client.mjs PROGRAM legacy|modern

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { tell } from './story.mjs';

const [program, era] = process.argv.slice(2);

function inspect(...rest) {
    const line = ['--cli', program, 'serve', '--demo', '--protocol-era', era, ...rest];
    const { status, stdout, stderr } = spawnSync('mcp-inspector', line, { encoding: 'utf8' });
    // It ends with 5 for an answer that is an error, and prints the answer all the same.
    assert.ok(status === 0 || status === 5, stderr);
    return { status, stdout, stderr };
}

const { stdout, stderr } = inspect('--method', 'tools/list', '--strict');
assert.doesNotMatch(stderr, /warn/i);
const call = (name, sent) => {
    const { status, stdout } = inspect('--method', 'tools/call', '--tool-name', name, '--tool-args-json', JSON.stringify(sent));
    const result = JSON.parse(stdout);
    assert.equal(status === 5, result.isError === true);
    return result;
};
await tell(call, JSON.parse(stdout).tools, { remembered: false });
console.log(`inspector, ${era} era: listed, searched, created, met an error and recovered`);

// Starts an unpacked MCP bundle as a client does, with what a person filled in and what was left empty.
//
// usage: bundle.mjs FOLDER NPM   (NPM is the folder of npm packages that has @anthropic-ai/mcpb)

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const [folder, npm] = process.argv.slice(2);
const { getMcpConfigForManifest } = await import(createRequire(`${npm}/`).resolve('@anthropic-ai/mcpb'));
const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'));

const requests = [
    {
        id: 1,
        method: 'initialize',
        params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bundle', version: '0' } },
    },
    { method: 'notifications/initialized' },
    { id: 2, method: 'tools/list' },
    { id: 3, method: 'tools/call', params: { name: 'jira_info', arguments: {} } },
];

// The tools that are listed and the error of a call: nothing answers at the address that is given here.
async function answers(userConfig) {
    const config = await getMcpConfigForManifest({
        manifest,
        extensionPath: folder,
        systemDirs: {},
        userConfig: { url: 'http://127.0.0.1:9', personal_token: 'x', ...userConfig },
        pathSeparator: '/',
    });
    const child = spawn(config.command, config.args, { env: config.env, stdio: ['pipe', 'pipe', 'ignore'] });
    for (const request of requests) {
        child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...request })}\n`);
    }
    child.stdin.end();
    const results = {};
    for await (const line of createInterface({ input: child.stdout })) {
        const { id, result } = JSON.parse(line);
        results[id] = result;
    }
    return {
        version: results[1].serverInfo.version,
        tools: results[2].tools.map((tool) => tool.name).sort(),
        code: results[3].structuredContent.error.code,
    };
}

const usual = await answers({});
assert.equal(usual.version, manifest.version);
assert.deepEqual(usual.tools, manifest.tools.map((tool) => tool.name).sort());
assert.equal(usual.code, 'upstream_error', 'what was left empty must not be a wrong setting');
const reading = await answers({ read_only: true, projects: 'SHOP' });
assert.ok(reading.tools.length < usual.tools.length, 'read_only does not reach the program');
assert.equal((await answers({ url: 'no address' })).code, 'config_error');
console.log('MCP bundle: valid, and its settings reach the program');

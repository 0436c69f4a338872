// Drives the server with the TypeScript SDK.
//
// usage: typescript_client.mjs PROGRAM 1|2 legacy|modern   (version 1 of the SDK knows the legacy era only)
// The SDK is found from the folder of npm packages where this runs.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { tell } from './story.mjs';

const [program, version, era] = process.argv.slice(2);
const sdk = createRequire(`${process.cwd()}/`);
const identity = { name: 'a client written by others', version: '0' };

function made() {
    if (version === '1') {
        const { Client } = sdk('@modelcontextprotocol/sdk/client/index.js');
        const { StdioClientTransport } = sdk('@modelcontextprotocol/sdk/client/stdio.js');
        return [new Client(identity), StdioClientTransport];
    }
    const { Client } = sdk('@modelcontextprotocol/client');
    const { StdioClientTransport } = sdk('@modelcontextprotocol/client/stdio');
    const mode = era === 'modern' ? { pin: '2026-07-28' } : 'legacy';
    return [new Client(identity, { versionNegotiation: { mode } }), StdioClientTransport];
}

const [client, StdioClientTransport] = made();
await client.connect(new StdioClientTransport({ command: program, args: ['serve', '--demo'], stderr: 'ignore' }));
try {
    assert.ok(client.getInstructions());
    const { tools } = await client.listTools();
    await tell((name, sent) => client.callTool({ name, arguments: sent }), tools);
} finally {
    await client.close();
}
console.log(`TypeScript SDK ${version}, ${era} era: listed, searched, created, met an error and recovered`);

#!/usr/bin/env node
// Starts the program that npm installed for this platform: same streams, same signals, same exit code.
'use strict';

const { spawn } = require('node:child_process');
const { constants } = require('node:os');

const platform = `${process.platform}-${process.arch}`;
const file = process.platform === 'win32' ? 'mcp-server-jira.exe' : 'mcp-server-jira';
// What the program answers too when there is no answer.
const NO_ANSWER = 3;

let program;
try {
    program = require.resolve(`mcp-server-jira-${platform}/bin/${file}`);
} catch {
    console.error(`mcp-server-jira has no program for ${platform} here: either there is none, or npm left out optional packages`);
    process.exit(NO_ANSWER);
}

const child = spawn(program, process.argv.slice(2), { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
}
child.on('error', (error) => {
    console.error(`${program} can't be started: ${error.message}`);
    process.exit(NO_ANSWER);
});
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));

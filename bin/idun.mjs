#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Idun needs Node 20.19 or later; this is ${process.versions.node}.\n`);
  process.exit(1);
}
const { ensureBuilt } = await import('../tools/build.mjs');
await ensureBuilt({ web: process.argv.slice(2).includes('start') });
const { main } = await import('../dist/cli.js');
await main(process.argv);

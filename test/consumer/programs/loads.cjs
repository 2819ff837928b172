/** Requires the entry point named first, and fails when that asks for a package named after it. */
const Module = require('node:module');

const [entry, ...unwanted] = process.argv.slice(2);
const asked = new Set();
const load = Module._load;
Module._load = function (request, ...others) {
  asked.add(request);
  return load.call(this, request, ...others);
};

require(entry);
const found = [...asked].filter((request) =>
  unwanted.some((name) => request === name || request.startsWith(`${name}/`)),
);
if (asked.size < 2) throw new Error(`nothing was seen to load with ${entry}`);
if (found.length > 0) throw new Error(`${entry} loads ${found.join(', ')}`);

#!/usr/bin/env node
// Runs the program of this platform. Where Node can (22.15 and later), this process becomes the program.
"use strict";

const { constants } = require("node:os");
const wanted = `chirp-cli-${process.platform}-${process.arch}`;

let program;
try {
  program = require.resolve(`${wanted}/bin/chirp`);
} catch {
  const { homepage, optionalDependencies } = require("../package.json");
  const reason = wanted in optionalDependencies
    ? `the package ${wanted} is not installed; npm leaves it out with --omit=optional or a lock file of another platform`
    : `there is no build for ${process.platform} on ${process.arch}`;
  const hint = wanted in optionalDependencies
    ? "npm install --include=optional chirp-cli"
    : `cargo install --locked --git ${homepage.replace("#readme", "")}`;
  process.stderr.write(`error: ${reason}\nhint: ${hint}\n`);
  process.exit(1);
}

const args = process.argv.slice(2);
if (process.execve) {
  process.removeAllListeners("warning"); // execve is experimental, the user need not know.
  process.execve(program, [program, ...args], process.env);
}

const child = require("node:child_process").spawn(program, args, { stdio: "inherit" });
// The program decides when to end. A terminal sends Ctrl-C to both; a second one would end it at once.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => process.stdin.isTTY && signal !== "SIGTERM" || child.kill(signal));
}
child.on("error", (error) => {
  process.stderr.write(`error: cannot start ${program}: ${error.message}\n`);
  process.exit(1);
});
child.on("exit", (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));

#!/usr/bin/env node
import { runProgram } from './commands/program.js';
import { watchStreams } from './program/streams.js';

watchStreams();
const exitCode = await runProgram(process.argv.slice(2));
// A result that could not be written has already set a failure.
process.exitCode ??= exitCode;

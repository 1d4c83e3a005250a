import { spawn } from 'node:child_process';
import { root } from './paths.mjs';
import { SetupError } from './step.mjs';

const linesShown = 20;

/**
 * Runs a tool to its end and returns its standard output.
 * `cure` is what the user should do when it fails; `missing` what to do when the tool is not there at all.
 */
export function run(command, args, { cure, missing, env, input } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let everything = '';
    child.stdout.on('data', (data) => {
      stdout += data;
      everything += data;
    });
    child.stderr.on('data', (data) => {
      everything += data;
    });
    child.stdin?.end(input);
    child.on('error', (error) => {
      const why = error.code === 'ENOENT' ? `\`${command}\` was not found` : error.message;
      reject(new SetupError(why, error.code === 'ENOENT' ? (missing ?? cure) : cure));
    });
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(stdout);
      const end = everything.trimEnd().split('\n').slice(-linesShown).join('\n');
      const how = signal ? `was killed by ${signal}` : `ended with exit code ${code}`;
      reject(new SetupError(`\`${[command, ...args].join(' ')}\` ${how}:\n${end}`, cure));
    });
  });
}

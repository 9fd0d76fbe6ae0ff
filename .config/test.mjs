// Runs every check there is and ends with one line: N passed, N failed, N skipped. Each runner reports into a file, so
// that the sum is counted and not read off the screen. What is skipped is named, with its reason in the name.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = mkdtempSync(join(tmpdir(), 'incidence-test-'));
const total = { passed: 0, failed: 0, skipped: [] };

try {
  check('format and lint', ['biome', 'ci', '--error-on-warnings', '.']);
  check('types and import rules', ['tsc', '-b']);
  vitest();
  playwright();
} finally {
  rmSync(reports, { recursive: true, force: true });
}
for (const name of total.skipped) print(`skipped: ${name}`);
print(`${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** A tool that only says yes or no counts as one test. */
function check(name, [tool, ...args]) {
  const status = run(tool, args);
  print(`${status === 0 ? 'passed' : 'FAILED'}: ${name}`);
  if (status === 0) total.passed += 1;
  else total.failed += 1;
}

function vitest() {
  const file = join(reports, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const status = run('vitest', ['run', '--config', '.config/vitest.config.ts', ...reporters]);
  const report = read(file);
  if (!report) return missing('vitest');
  total.passed += report.numPassedTests;
  const tests = report.testResults.flatMap((suite) => suite.assertionResults);
  total.skipped.push(
    ...tests.filter((test) => ['skipped', 'pending', 'todo'].includes(test.status)).map((test) => test.fullName),
  );
  // A file that fails outside any test, or an unhandled error, is a failure that no test counts.
  const uncounted = status !== 0 && report.numFailedTests === 0 ? 1 : 0;
  total.failed += report.numFailedTests + uncounted;
}

function playwright() {
  const file = join(reports, 'playwright.json');
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: file };
  const status = run('playwright', ['test', '--config', '.config/playwright.config.ts', '--reporter=list,json'], env);
  const report = read(file);
  if (!report) return missing('playwright');
  const { expected, unexpected, flaky } = report.stats;
  total.passed += expected + flaky;
  total.failed += unexpected + (status !== 0 && unexpected === 0 ? 1 : 0);
  total.skipped.push(...report.suites.flatMap(skippedIn));
}

/** With the names of the suites around it: a suite that cannot run says why in its own. */
function skippedIn(suite) {
  const own = suite.specs
    .filter((spec) => spec.tests.every((test) => test.status === 'skipped'))
    .map((spec) => spec.title);
  const names = [...own, ...(suite.suites ?? []).flatMap(skippedIn)];
  return names.map((name) => `${suite.title}: ${name}`);
}

function missing(runner) {
  print(`FAILED: ${runner} left no report`);
  total.failed += 1;
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

function run(tool, args, env = process.env) {
  const local = join(root, 'node_modules', '.bin', tool);
  return (
    spawnSync(local, args, { cwd: root, env, stdio: ['ignore', 1, 2], shell: process.platform === 'win32' }).status ?? 1
  );
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

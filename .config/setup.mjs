// Puts in place what a command needs, and nothing twice: Debian packages, npm packages, the native addon, the bundle.
// Usage: node .config/setup.mjs run|test. Plain JavaScript without dependencies: it runs before there are any.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamps = join(root, 'node_modules', '.cache', 'incidence');
const packages = {
  run: ['build-essential', 'python3', 'pkg-config', 'libgphoto2-dev'],
  test: [
    'age',
    'gphoto2',
    'socat',
    'openssl',
    'iproute2',
    'orthanc',
    'orthanc-dicomweb',
    'dcmtk',
    'dicom3tools',
    'rsyslog',
    'rsyslog-gnutls',
    'python3-cryptography',
    'python3-odil',
    'python3-pydicom',
    'chromium',
  ],
};

const purpose = process.argv[2];
if (purpose !== 'run' && purpose !== 'test') fail('Usage: node .config/setup.mjs run|test');
requireNode();
installSystemPackages(purpose === 'test' ? [...packages.run, ...packages.test] : packages.run);
once('npm', ['package.json', 'package-lock.json'], () =>
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']),
);
once('native', ['native', 'package-lock.json'], () => {
  run('npm', ['run', '--silent', 'build:native'], { env: { ...process.env, ...nodeHeaders() } });
});
once(
  'bundle',
  [
    ...['electron', 'renderer', 'resources/locales', 'resources/targets', 'native/addon.ts'],
    ...['.config/electron.vite.config.ts', 'package-lock.json'],
  ],
  () => {
    run('npm', ['run', '--silent', 'build']);
  },
);

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Incidence needs Node 20.19 or later; this is ${process.versions.node}.`);
}

function installSystemPackages(names) {
  if (process.platform !== 'linux' || !onPath('dpkg-query')) {
    if (process.platform === 'win32' || spawnSync('pkg-config', ['--exists', 'libgphoto2']).status === 0) return;
    fail('libgphoto2 and pkg-config are missing; the README ("Other systems") says what to install by hand.');
  }
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) {
    fail(`Some Debian packages are missing; install them with: sudo apt-get update && sudo ${command}`);
  }
  say(`Installing Debian packages: ${missing.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const lock = ['-o', 'DPkg::Lock::Timeout=300'];
  run('apt-get', [...lock, 'update', '-qq'], { env });
  run('apt-get', [...lock, 'install', '-y', '-qq', '--no-install-recommends', ...missing], { env });
}

function isInstalled(name) {
  const { status, stdout } = spawnSync('dpkg-query', ['--status', name], { encoding: 'utf8' });
  return status === 0 && stdout.includes('\nStatus: install ok installed\n');
}

function onPath(program) {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)));
}

/** Runs `work` unless it already ran for exactly these inputs, on this Node. */
function once(name, inputs, work) {
  const stamp = join(stamps, name);
  const wanted = fingerprint(inputs);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say(`Preparing: ${name}`);
  work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

function fingerprint(inputs) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.versions.modules}`);
  for (const file of inputs.flatMap((input) => listFiles(join(root, input)))) {
    hash.update(relative(root, file)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Node's own headers where they came with it; node-gyp would otherwise download them. */
function nodeHeaders() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include', 'node', 'node.h')) ? { npm_config_nodedir: prefix } : {};
}

function listFiles(path) {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => name !== 'build' && name !== 'node_modules')
    .map(({ name }) => join(path, name))
    .sort()
    .flatMap(listFiles);
}

/** What the tools print goes to stderr: stdout belongs to the command that comes after. */
function run(command, args, options = {}) {
  try {
    execFileSync(command, args, {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
      ...options,
    });
  } catch {
    fail(`This did not work: ${command} ${args.join(' ')}`);
  }
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}

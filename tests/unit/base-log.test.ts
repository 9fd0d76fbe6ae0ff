import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import { createLog, fileSink, type Log, reference } from '../../electron/base/log.ts';
import type { LogFields } from '../../electron/base/log-fields.ts';
import { CodedError } from '../../electron/contract/errors.ts';

/** Whatever is called so must never reach a line. */
const marker = 'DUPONT';
const session = '6f1c2a94-5a0e-4c55-9d0e-3b1f0c9d7e21';

function recording(): { log: Log; lines: string[]; last(): Record<string, unknown> } {
  const lines: string[] = [];
  const log = createLog({ process: 'host', sink: (line) => lines.push(line), clock: fakeClock() });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

it('loses a line rather than failing what it is about', () => {
  const folder = mkdtempSync(join(tmpdir(), 'incidence-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const log = createLog({ process: 'host', sink: fileSink(join(folder, 'log.jsonl')), clock: fakeClock() });
  rmSync(folder, { recursive: true });
  expect(() => log.info('shot-captured')).not.toThrow();
  expect(log.unexpected(new Error('x'), 'test')).toMatch(/^[0-9A-Z]{8}$/);
});

describe('the log', () => {
  it('writes one JSON line with known fields', () => {
    const { log, lines, last } = recording();
    log.info('shot-captured', { session, ms: 40, address: 'ptpip:127.0.0.1:15740:15741', camera: 'NIKON D750' });
    expect(lines[0]?.endsWith('\n')).toBe(true);
    expect(last()).toEqual({
      at: '2026-01-01T00:00:00.000Z',
      level: 'info',
      process: 'host',
      event: 'shot-captured',
      session,
      ms: 40,
      address: 'ptpip:127.0.0.1:15740:15741',
      camera: 'NIKON D750',
    });
  });

  it('keeps patients out, whichever way they try', () => {
    const { log, lines } = recording();
    const cause = new Error(`ENOENT: /data/${marker}^Marie/1.jpg`);
    const multiline = new Error(`no\n    at ${marker} (/home/${marker}:1:1)\n    at ${marker}:2:2`);
    const named = new Error('x');
    named.name = `Patient ${marker}`;
    log.info(`opened for ${marker}^Marie`);
    log.info('session-opened', { patient: { name: marker }, name: marker, reason: marker } as LogFields);
    log.info('session-opened', { session: `${marker}^Marie`, camera: `${marker}^Marie`, address: `folder:/${marker}` });
    log.info('store', { store: `dicomweb:http://${marker}:secret@pacs/x?PatientName=${marker}` });
    log.info('store', { store: { name: marker } } as unknown as LogFields);
    log.error('failed', new Error(marker, { cause }), { session });
    log.error('failed', multiline);
    log.error('failed', named);
    log.error('failed', new CodedError('vault-damaged', { file: marker }, { cause: marker }));
    log.error('failed', { message: marker });
    log.error('failed', Object.assign(new Error('x'), { code: `${marker} ^` }));
    log.unexpected(new TypeError(`Cannot read ${marker}`), `call ${marker}`);
    log.warn('vault-original-quarantined', { session: marker.toLowerCase(), file: `${marker.toLowerCase()}.jpg` });
    expect(lines).toHaveLength(13);
    for (const line of lines) expect(line.toUpperCase()).not.toContain(marker);
  });

  it('names pictures as the studio does', () => {
    const { log, last } = recording();
    for (const file of ['shot-0001.jpg', 'shot-0012-2.raw.age']) {
      log.warn('vault-original-quarantined', { session, file });
      expect(last()).toMatchObject({ session, file });
    }
  });

  it('says what failed and where', () => {
    const { log, last } = recording();
    log.error('failed', new CodedError('vault-full', {}, { cause: Object.assign(new Error('x'), { code: 'ENOSPC' }) }));
    expect(last().error).toMatchObject({ name: 'CodedError', code: 'vault-full', cause: { code: 'ENOSPC' } });
    const { stack } = last().error as { stack: string[] };
    expect(stack[0]).toMatch(/tests\/unit\/base-log\.test\.ts:\d+:\d+$/);
  });

  it('strips what an address must not show', () => {
    const { log, last } = recording();
    log.info('store', { store: 'dicomweb:http://me:secret@pacs:8042/dicom-web?token=1' });
    expect(last().store).toBe('dicomweb:http://pacs:8042/dicom-web');
  });

  it('gives the unforeseen a reference that can be found again', () => {
    const { log, last } = recording();
    const made = log.unexpected(new Error('boom'), 'shot.take');
    expect(made).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(last()).toMatchObject({ level: 'error', event: 'unexpected', reference: made, during: 'shot.take' });
    expect(reference()).not.toBe(reference());
  });

  it('keeps a file within its size, readable by its owner only', () => {
    const folder = mkdtempSync(join(tmpdir(), 'incidence-log-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'log');
    const sink = fileSink(path, 25);
    for (const line of ['first 1234\n', 'second 123\n', 'third 1234\n']) sink(line);
    expect(readFileSync(path, 'utf8')).toBe('third 1234\n');
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('first 1234\nsecond 123\n');
    expect(statSync(path).mode & 0o077).toBe(0);
  });
});

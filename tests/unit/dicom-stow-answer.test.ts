import { describe, expect, it } from 'vitest';
import { firstPart, multipartBody } from '../../electron/stores/dicomweb/multipart.ts';
import { readStowAnswer, type StowAnswer } from '../../electron/stores/dicomweb/stow-answer.ts';

const ours = '1.2.3';
const now = Date.UTC(2026, 10, 22, 10, 0, 0);
const read = (status: number, text: string, changes: Partial<StowAnswer> = {}) =>
  readStowAnswer({ status, text, contentType: 'application/dicom+json', retryAfter: '', now, ...changes }, ours);
const referenced = (...uids: string[]) => ({
  '00081199': { vr: 'SQ', Value: uids.map((uid) => ({ '00081155': { vr: 'UI', Value: [uid] } })) },
});
const failed = (uid: string, reason?: number) => ({
  '00081198': {
    vr: 'SQ',
    Value: [{ '00081155': { Value: [uid] }, ...(reason === undefined ? {} : { '00081197': { Value: [reason] } }) }],
  },
});
const orthancs = { '00081198': { vr: 'SQ' }, ...referenced(ours) };

describe('a STOW answer', () => {
  it.each([
    ['our UID among the stored', 200, referenced('9.9', ours)],
    ['the same with a key for failures that holds none', 200, orthancs],
    ['stored with a warning', 202, referenced(ours)],
    ['stored although others failed', 409, { ...referenced(ours), ...failed('9.9', 0x110) }],
    ['there already', 409, failed(ours, 0x0111)],
    ['as a list of one', 200, [referenced(ours)]],
  ])('%s: stored', (_, status, answer) => {
    expect(read(status, JSON.stringify(answer))).toBe('stored');
  });

  it.each([
    ['others only', 200, referenced('9.9'), 'store-incomplete'],
    ['nothing at all', 200, {}, 'store-incomplete'],
    ['a list of failures without ours', 202, failed('9.9', 0xa700), 'store-incomplete'],
    ['no room', 202, failed(ours, 0xa700), 'store-full'],
    ['not understood', 409, failed(ours, 0xc000), 'store-refused'],
    ['a failure without a reason', 200, failed(ours), 'store-refused'],
    ['a conflict that names nobody', 409, {}, 'store-refused'],
    ['bad request', 400, {}, 'store-refused'],
    ['unauthorised', 401, {}, 'store-unauthorised'],
    ['forbidden', 403, {}, 'store-unauthorised'],
    ['sent elsewhere', 302, {}, 'store-refused'],
    ['too large', 413, {}, 'store-refused'],
    ['unsupported', 415, {}, 'store-format-refused'],
    ['a class that it does not take', 202, failed(ours, 0x0122), 'store-format-refused'],
    ['a form that it does not take', 409, failed(ours, 0xc122), 'store-format-refused'],
    ['somebody whom it does not let in', 409, failed(ours, 0x0124), 'store-unauthorised'],
    ['a data set of another class', 409, failed(ours, 0xa900), 'store-refused'],
    ['broken', 500, {}, 'store-unreachable'],
    ['busy', 503, {}, 'store-unreachable'],
    ['a gateway that waited', 504, {}, 'store-timeout'],
    ['out of storage', 507, {}, 'store-full'],
    ['an odd shape', 200, { '00081199': { Value: [null, 'x', { '00081155': {} }] } }, 'store-incomplete'],
    ['a number', 200, 5, 'store-incomplete'],
  ])('%s: %i, %j → %s', (_, status, answer, code) => {
    expect(() => read(status, JSON.stringify(answer))).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['a number', 503, '120', 120],
    ['a date', 503, 'Sun, 22 Nov 2026 10:01:30 GMT', 90],
    ['a date that has passed', 429, 'Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['nothing, though too much was asked', 429, '', 30],
    ['what is neither', 429, 'soon', 30],
  ])('says how long to leave it alone: %s', (_, status, retryAfter, seconds) => {
    expect(() => read(status, '', { retryAfter })).toThrow(
      expect.objectContaining({ code: 'store-busy', params: expect.objectContaining({ seconds }) }),
    );
  });

  it.each([
    ['text/html; charset=utf-8', 'Welcome'],
    ['application/dicom+json', ' <!DOCTYPE html><p>ok'],
    ['', '<html>ok</html>'],
  ])('is none where a page for people comes: %s, %s', (contentType, text) => {
    expect(() => read(200, text, { contentType })).toThrow(expect.objectContaining({ code: 'store-refused' }));
  });

  it('in another language says nothing', () => {
    expect(() => read(200, '<NativeDicomModel/>')).toThrow(expect.objectContaining({ code: 'store-incomplete' }));
  });
});

describe('multipart', () => {
  async function read(contentType: string, text: string, size: number): Promise<string> {
    async function* body() {
      for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size), 'latin1');
    }
    const parts: Uint8Array[] = [];
    for await (const part of firstPart(contentType, body())) parts.push(Buffer.from(part));
    return Buffer.concat(parts).toString('latin1');
  }
  const related = 'multipart/related; type="application/dicom"; boundary="b-1"';

  it.each([1, 2, 5, 1000])('gives the first part, in pieces of %i', async (size) => {
    const text =
      '--b-1\r\nContent-Type: application/dicom\r\n\r\nDA\r\n--b-TA\r\n\r\n!\r\n--b-1\r\n\r\nsecond\r\n--b-1--';
    expect(await read(related, text, size)).toBe('DA\r\n--b-TA\r\n\r\n!');
  });

  it('passes on what is not multipart', async () => {
    expect(await read('application/dicom', 'DATA', 3)).toBe('DATA');
  });

  it.each([
    ['no boundary', 'multipart/related', '--b\r\n\r\nDATA\r\n--b--'],
    ['an endless head', related, 'x'.repeat(100_000)],
  ])('refuses %s', async (_, type, text) => {
    await expect(read(type, text, 50)).rejects.toMatchObject({ code: 'file-invalid' });
  });

  it.each([
    ['in its head', '--b-1\r\nContent-Type: x'],
    ['in its part', '--b-1\r\n\r\nDATA'],
    ['in its boundary', '--b-1\r\n\r\nDATA\r\n--b'],
  ])('that was cut off %s was not read', async (_, text) => {
    await expect(read(related, text, 50)).rejects.toMatchObject({ code: 'store-unreachable' });
  });

  it('reads what it writes', async () => {
    const { contentType, body } = multipartBody([Buffer.from('DI'), Buffer.from('COM')]);
    expect(await read(contentType, Buffer.concat(body).toString('latin1'), 4)).toBe('DICOM');
  });
});

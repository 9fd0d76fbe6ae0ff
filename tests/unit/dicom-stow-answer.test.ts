import { describe, expect, it } from 'vitest';
import { firstPart, multipartBody } from '../../electron/stores/dicomweb/multipart.ts';
import { readStowAnswer } from '../../electron/stores/dicomweb/stow-answer.ts';

const ours = '1.2.3';
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
    expect(readStowAnswer(status, JSON.stringify(answer), ours)).toBe('stored');
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
    ['too large', 413, {}, 'store-full'],
    ['unsupported', 415, {}, 'store-refused'],
    ['broken', 500, {}, 'store-unreachable'],
    ['busy', 503, {}, 'store-unreachable'],
    ['a gateway that waited', 504, {}, 'store-timeout'],
    ['out of storage', 507, {}, 'store-full'],
    ['an odd shape', 200, { '00081199': { Value: [null, 'x', { '00081155': {} }] } }, 'store-incomplete'],
    ['a number', 200, 5, 'store-incomplete'],
  ])('%s: %i, %j → %s', (_, status, answer, code) => {
    const read = () => readStowAnswer(status, JSON.stringify(answer), ours);
    expect(read).toThrow(expect.objectContaining({ code }));
  });

  it('in another language says nothing', () => {
    expect(() => readStowAnswer(200, '<NativeDicomModel/>', ours)).toThrow(
      expect.objectContaining({ code: 'store-incomplete' }),
    );
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
    ['no end', related, '--b-1\r\n\r\nDATA'],
    ['no head', related, '--b-1\r\nContent-Type: x'],
    ['no boundary', 'multipart/related', '--b\r\n\r\nDATA\r\n--b--'],
    ['an endless head', related, 'x'.repeat(100_000)],
  ])('refuses %s', async (_, type, text) => {
    await expect(read(type, text, 50)).rejects.toMatchObject({ code: 'file-invalid' });
  });

  it('reads what it writes', async () => {
    const { contentType, body } = multipartBody([Buffer.from('DI'), Buffer.from('COM')]);
    expect(await read(contentType, Buffer.concat(body).toString('latin1'), 4)).toBe('DICOM');
  });
});

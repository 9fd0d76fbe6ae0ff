import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Finding } from '../../electron/contract/findings.ts';
import type { Check } from '../../electron/contract/protocol.ts';
import { createSubject } from '../../electron/simulator/subject/subject.ts';
import { assess } from '../../electron/studio/quality/assess.ts';
import type { AssessContext } from '../../electron/studio/quality/findings.ts';
import { exposure } from '../rigs/drawn-subject.ts';

const checks: Check[] = [
  { kind: 'flash', level: 'block', threshold: 2.5 },
  { kind: 'exposure', level: 'advise', threshold: 0.02 },
  { kind: 'sharpness', level: 'advise', threshold: 0.1 },
  { kind: 'size', level: 'advise', threshold: 0.5 },
];
const context: AssessContext = {
  flash: 'expected',
  fired: 'unknown',
  lightMode: 'trigger',
  orientation: 'landscape',
  sensorWidthPx: 6016,
};
const codes = (findings: Finding[]): string[] => findings.map(({ code }) => code);

/** Out of focus as if by `sigmaPx` of a 24-megapixel picture. */
async function blurred(jpeg: Uint8Array, sigmaPx: number): Promise<Uint8Array> {
  const { width, height } = await sharp(jpeg).metadata();
  return await sharp(jpeg)
    .blur((sigmaPx * Math.max(width, height)) / 6016)
    .jpeg({ quality: 95 })
    .toBuffer();
}

describe('the drawn sitter at 24 megapixels', () => {
  const subject = createSubject({ seed: 21 });
  const size = { widthPx: 6016, heightPx: 4016 };
  let lit: Uint8Array;
  let unlit: Uint8Array;
  beforeAll(async () => {
    lit = await subject.photograph(exposure({ ...size, number: 1 }));
    unlit = await subject.photograph(exposure({ ...size, number: 2, flash: false }));
  });
  afterAll(() => subject.close());

  it('passes every check when lit by the flash', async () => {
    const findings = await assess(lit, checks, context);
    expect(codes(findings)).toEqual(['flash-fired', 'exposure-good', 'sharp', 'size-good']);
    expect(findings.every(({ level }) => level === 'good')).toBe(true);
  });

  it('blocks when the flash did not fire, although the device cannot tell', async () => {
    const findings = await assess(unlit, checks, context);
    expect(findings[0]).toMatchObject({ code: 'flash-missed', level: 'block' });
    expect(Number(findings[0]?.params?.ev)).toBeLessThan(-3);
    expect(findings[1]).toMatchObject({ code: 'exposure-dark', level: 'advise' });
  });

  it('never blocks for light that is set by hand', async () => {
    const findings = await assess(unlit, checks, { ...context, lightMode: 'manual' });
    expect(findings.filter(({ level }) => level === 'block')).toEqual([]);
    expect(findings[0]).toMatchObject({ code: 'flash-unverified', level: 'advise' });
  });

  it('is soft when out of focus by 8 pixels', async () => {
    const findings = await assess(await blurred(lit, 8), checks, context);
    expect(codes(findings)).toContain('soft');
    expect(codes(findings)).not.toContain('sharp');
  });

  it('is too bright when overexposed by two stops and a half', async () => {
    const bright = await subject.photograph(exposure({ ...size, number: 3, iso: 800, aperture: 6.3 }));
    expect(codes(await assess(bright, checks, context))).toContain('exposure-bright');
  });

  it.each([0.2, 0.6, 0.97])('is not readable when only %f of it came', async (share) => {
    const part = lit.subarray(0, Math.floor(lit.length * share));
    expect(await assess(part, checks, context)).toEqual([{ code: 'not-readable', level: 'block' }]);
  });
});

describe('what is no picture', () => {
  it.each([
    ['nothing', async () => new Uint8Array()],
    ['noise', async () => Buffer.alloc(5000, 0x5a)],
    ['a start without more', async () => Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0x00])],
    [
      'a PNG',
      () =>
        sharp({ create: { width: 64, height: 64, channels: 3, background: '#888' } })
          .png()
          .toBuffer(),
    ],
  ] as const)('%s is a finding that blocks, also without any check', async (_, make) => {
    expect(await assess(await make(), [], context)).toEqual([{ code: 'not-readable', level: 'block' }]);
  });
});

describe('which way the camera was held', () => {
  const asked: Check[] = [{ kind: 'orientation', level: 'block', threshold: 0 }];
  const held = async (orientation: number | undefined): Promise<Uint8Array> => {
    const drawn = sharp({ create: { width: 300, height: 200, channels: 3, background: '#888' } });
    return await (orientation ? drawn.withMetadata({ orientation }) : drawn).jpeg().toBuffer();
  };
  it.each([
    [undefined, 'landscape', 'orientation-good', 'good'],
    [undefined, 'portrait', 'orientation-wrong', 'block'],
    [3, 'landscape', 'orientation-good', 'good'],
    [6, 'portrait', 'orientation-good', 'good'],
    [8, 'portrait', 'orientation-good', 'good'],
    [8, 'landscape', 'orientation-wrong', 'block'],
  ] as const)('%s, where the step asks for %s, is %s', async (turned, orientation, code, level) => {
    expect(await assess(await held(turned), asked, { ...context, orientation })).toEqual([{ code, level }]);
  });
});

/** Pictures from real cameras lie beside the checkout; they are nobody's patients and are kept out of it. */
const samples = fileURLToPath(new URL('../../../shared/samples', import.meta.url));
const missing = !existsSync(samples);

describe('pictures from real cameras', () => {
  const name = missing ? ' (skipped: ../shared/samples is not beside the checkout)' : '';

  test.skipIf(missing)(`are readable, sharp and well exposed, and soft once blurred${name}`, async () => {
    const files = (await readdir(samples)).filter((file) => file.endsWith('.jpg'));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const jpeg = await readFile(`${samples}/${file}`);
      const seen = codes(await assess(jpeg, checks, { ...context, flash: 'none' }));
      expect(seen, file).toEqual(expect.arrayContaining(['exposure-good', 'sharp']));
      expect(codes(await assess(await blurred(jpeg, 8), checks, context)), `${file} blurred`).toContain('soft');
    }
  });
});

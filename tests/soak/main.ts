import { soak } from './soak.ts';

/** `npm run soak -- [shots] [seed] [nikon|canon]`. Exits 1 when anything is not as it must be. */
const [shots = '500', seed = String(Date.now() % 1_000_000), only] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const models = (['nikon', 'canon'] as const).filter((model) => only === undefined || only === model);

for (const model of models) {
  say(`${model}: ${shots} shots, seed ${seed}`);
  const result = await soak({ model, shots: Number(shots), seed: Number(seed), every: 10, say });
  const { produced, kept, incomplete, unknown, refused, frames, seconds, wrong, unexpected } = result;
  say(
    `${model}: ${produced} files made, ${kept} in the vault once, bit for bit; ${incomplete} releases not whole, each visibly so but for ${unknown} that nobody could hear of`,
  );
  say(`${model}: ${refused} presses without a picture at once, ${frames} live frames, ${seconds} s`);
  for (const line of [...wrong, ...unexpected]) say(`WRONG ${model}: ${line}`);
  if (wrong.length + unexpected.length > 0) process.exitCode = 1;
}

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What one guess costs: time, and 128 · n · r bytes of memory. */
export type Cost = { n: number; r: number; p: number };

/** 128 MiB and a third of a second. It may grow: each secret is kept with the cost that it was hashed at. */
export const realCost: Cost = { n: 2 ** 17, r: 8, p: 1 };

const hashBytes = 32;
const saltBytes = 16;
const base64 = (bytes: number) => z.base64().refine((text) => Buffer.from(text, 'base64').length === bytes);

/** How a secret is hashed. The bounds keep a file from asking for more memory than a station has. */
export const hashing = z.strictObject({
  kind: z.literal('scrypt'),
  n: z
    .number()
    .int()
    .min(2)
    .max(2 ** 20)
    .refine((n) => Number.isInteger(Math.log2(n)), 'a power of two'),
  r: z.number().int().min(1).max(32),
  p: z.number().int().min(1).max(16),
  salt: base64(saltBytes),
});
export type Hashing = z.infer<typeof hashing>;

export const digest = base64(hashBytes);

/** A password or a PIN as it is kept: nobody reads it back, and each guess costs what the hash did. */
export const keptSecret = hashing.extend({ hash: digest });
export type KeptSecret = z.infer<typeof keptSecret>;

/** A way to hash that no other secret shares. */
export function newHashing({ n, r, p }: Cost): Hashing {
  return { kind: 'scrypt', n, r, p, salt: randomBytes(saltBytes).toString('base64') };
}

export async function keepSecret(secret: string, cost: Cost): Promise<KeptSecret> {
  const how = newHashing(cost);
  return { ...how, hash: await hashOf(secret, how) };
}

/** Whether it is the one that was kept. Takes as long whichever it is. */
export async function isSecret(offered: string, { hash, ...how }: KeptSecret): Promise<boolean> {
  return isSameHash(await hashOf(offered, how), hash);
}

/** In base64. The same characters give the same hash, whatever keyboard has composed them. */
export async function hashOf(secret: string, { n, r, p, salt }: Hashing): Promise<string> {
  const options = { N: n, r, p, maxmem: 128 * r * (n + p + 2) };
  const hash = await new Promise<Buffer>((resolve, reject) => {
    scrypt(secret.normalize('NFKC'), Buffer.from(salt, 'base64'), hashBytes, options, (error, made) => {
      if (error) reject(error);
      else resolve(made);
    });
  });
  return hash.toString('base64');
}

/** Without telling by the time it takes how much of it is right. */
export function isSameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one, 'base64'), Buffer.from(other, 'base64')];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Whether a secret was hashed at less than what one costs now. */
export function isWeaker({ n, r, p }: KeptSecret, cost: Cost): boolean {
  return n * r * p < cost.n * cost.r * cost.p;
}

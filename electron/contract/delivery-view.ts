import { z } from 'zod';
import { errorData } from './error-data.ts';
import { confirmation, objectKinds } from './journal.ts';

export const deliveryView = z.object({
  id: z.string(),
  session: z.string(),
  series: z.string(),
  store: z.string(),
  /** The store's name, where the department has given it one, and what it is for. */
  storeName: z.string().optional(),
  purpose: z.enum(['archive', 'copy']).optional(),
  urgent: z.literal(true).optional(),
  state: z.enum(['queued', 'sending', 'confirmed', 'parked', 'withdrawn']),
  attempts: z.number().int(),
  /** When it is tried next by itself; absent where it is not waiting for that. */
  nextAt: z.string().optional(),
  confirmed: z.number().int(),
  of: z.number().int(),
  /** Every object, the pictures first. */
  pictures: z.array(
    z.object({
      /** Absent: a photograph. */
      kind: z.enum(objectKinds).optional(),
      shot: z.string().optional(),
      state: z.enum(['waiting', 'sending', 'stored', 'confirmed', 'failed']),
      /** How much of it has left, 0 to 1, while it is being sent. */
      sent: z.number().min(0).max(1).optional(),
      confirmation: confirmation.optional(),
    }),
  ),
  receipt: z.object({ at: z.string(), sha256: z.string().optional() }).optional(),
  lastError: errorData.optional(),
  updatedAt: z.string(),
});
export type DeliveryView = z.infer<typeof deliveryView>;

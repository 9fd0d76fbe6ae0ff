import { z } from 'zod';
import { errorCodes } from './errors.ts';

/** `ErrorInfo` as it crosses wires and stands in journals. */
export const errorData = z.object({
  code: z.enum(errorCodes),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  reference: z.string().optional(),
});

import sharp from 'sharp';
import { startHeartbeat } from '../../base/heartbeat.ts';
import { processLog } from '../../base/process-log.ts';
import { answer } from '../../contract/rpc.ts';
import { paintContactSheet } from '../imaging/contact-sheet.ts';
import { preview } from '../imaging/preview.ts';
import { assess } from './assess.ts';
import { qualityContract } from './quality-contract.ts';

// Two pictures at once are enough for one camera, and leave cores to live view. Nothing of a patient stays in a cache.
sharp.concurrency(1);
sharp.cache(false);

const log = processLog('quality');
answer(
  startHeartbeat(),
  qualityContract,
  {
    assess: async ({ jpeg, checks, context }) => ({ findings: await assess(jpeg, checks, context) }),
    preview: async ({ jpeg, widthPx, mirror }) => ({ jpeg: await preview(jpeg, widthPx, mirror) }),
    contactSheet: async (sheet) => ({ jpeg: await paintContactSheet(sheet) }),
  },
  log.unexpected,
);

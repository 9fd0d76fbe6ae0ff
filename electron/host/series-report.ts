import { hasCode } from '../contract/errors.ts';
import { turnFor } from '../stores/dicom/derived.ts';
import { localOffset } from '../stores/dicom/moment.ts';
import { smallInThread } from '../stores/dicom/turning/turning-thread.ts';
import { reportContent } from '../studio/report/report-content.ts';
import { type ReportPicture, reportPdf } from '../studio/report/report-pages.ts';
import { endOfWork } from '../studio/series-texts.ts';
import { acceptedShots } from '../studio/session-fold.ts';
import type { SessionState } from '../studio/session-state.ts';
import { loadFonts } from '../studio/sheets/lettering.ts';
import type { Vault } from '../vault/vault.ts';

const longSidePx = 180;

/** The report of a series as PDF, the same bytes each time: a picture that cannot be made small has an empty place. */
export async function seriesReport(vault: Pick<Vault, 'readOriginal'>, state: SessionState): Promise<Uint8Array> {
  const pictures = new Map<string, ReportPicture>();
  for (const { id, step, files } of acceptedShots(state)) {
    const file = files.find(({ kind }) => kind === 'jpeg');
    const plan = state.steps.find((one) => one.plan.id === step)?.plan;
    if (!file || !plan) continue;
    const jpeg = await vault.readOriginal(state.opened.session, file.name, file.sha256);
    try {
      pictures.set(id, await smallInThread(jpeg, turnFor({ step: plan }, jpeg), longSidePx));
    } catch (error) {
      if (!hasCode(error, 'picture-unsupported')) throw error;
    }
  }
  const content = reportContent(state, endOfWork(state), localOffset(state.opened.at));
  return reportPdf(content, pictures, await loadFonts());
}

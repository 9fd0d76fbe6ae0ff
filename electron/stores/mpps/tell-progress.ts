import { CodedError, type ErrorInfo } from '../../contract/errors.ts';
import { encodeDataSet } from '../dicom/encode.ts';
import { codingOf } from '../dicom/part10.ts';
import type { Answer, Association } from '../dimse/association.ts';
import { statusText } from '../dimse/find.ts';
import { sopClasses } from '../dimse/sop-classes.ts';
import { codeAs, type RisSettings, withPeer } from '../ris-peer.ts';
import { creation, ending, type PerformedStep } from './performed-step.ts';
import { isFinalAlready, progressStatus } from './progress-statuses.ts';

const { uid: sopClassUid } = sopClasses.procedureStep;
/** What cannot even be said, nobody will ever take. */
const unsayable = { 'bad-input': 'progress-refused' } as const;

/**
 * Tells a RIS how far a step is: N-CREATE when it is in progress, N-SET when it has ended. Returns null where the RIS has taken
 * note, now or before (an answer that was lost is no failure), else why the same is better said again later. `mayBeTold` says
 * that it may have reached the RIS already. Throws `progress-refused` where it never will be taken, and as `associate`.
 */
export async function tellProgress(
  settings: RisSettings,
  step: PerformedStep,
  mayBeTold: boolean,
  signal: AbortSignal,
): Promise<ErrorInfo | null> {
  const tell = async (association: Association): Promise<ErrorInfo | null> => {
    if (step.progress === 'in-progress') return await create(association, step, signal);
    const answer = await say(association, 'N-SET', step, signal);
    if (progressStatus(answer.status).outcome !== 'unknown') return judged(answer, mayBeTold);
    // What it does not know need not be given up.
    if (step.why === 'wrong-item') return null;
    // It never had the step, or has forgotten it.
    const why = await create(association, step, signal);
    return why ?? judged(await say(association, 'N-SET', step, signal), mayBeTold);
  };
  return await codeAs(unsayable, () => withPeer(settings, 'procedureStep', signal, tell));
}

async function create(association: Association, step: PerformedStep, signal: AbortSignal): Promise<ErrorInfo | null> {
  const answer = await say(association, 'N-CREATE', step, signal);
  return progressStatus(answer.status).outcome === 'known' ? null : judged(answer, false);
}

async function say(
  association: Association,
  name: 'N-CREATE' | 'N-SET',
  step: PerformedStep,
  signal: AbortSignal,
): Promise<Answer> {
  const context = association.accepted(sopClassUid);
  if (!context) throw new CodedError('store-format-refused', { reason: sopClasses.procedureStep.name });
  const content = name === 'N-CREATE' ? creation(step) : ending(step);
  const dataSet = [encodeDataSet(content, codingOf(context.transferSyntaxUid))];
  for await (const answer of association.request(
    { name, sopClassUid, sopInstanceUid: step.mppsUid, dataSet },
    signal,
  )) {
    return answer;
  }
  throw new CodedError('store-unreachable');
}

function judged({ status, command }: Answer, mayBeTold: boolean): ErrorInfo | null {
  const known = progressStatus(status);
  const isFinal = command.ErrorID === isFinalAlready || (command.ErrorID === undefined && mayBeTold);
  if (known.outcome === 'told' || (known.outcome === 'unclear' && isFinal)) return null;
  const error = new CodedError('progress-refused', { reason: statusText(status, known.meaning) });
  if (known.outcome === 'later' || known.outcome === 'unclear') return error.toInfo();
  throw error;
}

import { CodedError } from '../../contract/errors.ts';
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
 * Tells a RIS how far a step is: N-CREATE when it is in progress, N-SET when it has ended. On return the RIS has taken note,
 * now or before: an answer that was lost is no failure. `mayBeTold` says that the same may have reached it already. Throws
 * `progress-refused` where it never will, anything else where it may later.
 */
export async function tellProgress(
  settings: RisSettings,
  step: PerformedStep,
  mayBeTold: boolean,
  signal: AbortSignal,
): Promise<void> {
  const tell = async (association: Association): Promise<void> => {
    if (step.progress === 'in-progress') return await create(association, step, signal);
    const answer = await say(association, 'N-SET', step, signal);
    const { outcome } = progressStatus(answer.status);
    if (outcome === 'unknown') {
      // It never had the step, or has forgotten it.
      await create(association, step, signal);
      demandTold(await say(association, 'N-SET', step, signal), mayBeTold);
    } else {
      demandTold(answer, mayBeTold);
    }
  };
  await codeAs(unsayable, () => withPeer(settings, 'procedureStep', signal, tell));
}

async function create(association: Association, step: PerformedStep, signal: AbortSignal): Promise<void> {
  const answer = await say(association, 'N-CREATE', step, signal);
  if (progressStatus(answer.status).outcome !== 'known') demandTold(answer, false);
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

function demandTold({ status, command }: Answer, mayBeTold: boolean): void {
  const known = progressStatus(status);
  const isFinal = command.ErrorID === isFinalAlready || (command.ErrorID === undefined && mayBeTold);
  if (known.outcome === 'told' || (known.outcome === 'unclear' && isFinal)) return;
  const reason = statusText(status, known.meaning);
  if (known.outcome === 'later' || known.outcome === 'unclear')
    throw new CodedError('store-busy', { seconds: 60, reason });
  throw new CodedError('progress-refused', { reason });
}

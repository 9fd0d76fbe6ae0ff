import type { Language } from '../../../electron/contract/text.ts';
import { discontinue } from '../../app/decisions.ts';
import { translate } from '../../i18n/translate.ts';
import { ReasonForm } from '../../ui/ReasonForm.tsx';

const reasons = ['discontinue.refused', 'discontinue.unwell', 'discontinue.equipment', 'discontinue.wrong'] as const;

/**
 * Why the series ends here: what was accepted is sent, and the RIS hears that the procedure was broken off. It cannot be taken back.
 */
export function DiscontinueForm({ language }: { language: Language }) {
  return (
    <ReasonForm
      name="discontinue-reason"
      title={translate(language, 'discontinue.title')}
      reasons={reasons}
      confirm="discontinue.confirm"
      takesFocus
      language={language}
      onReason={(reason) => void discontinue(reason)}
    >
      <p>{translate(language, 'discontinue.says')}</p>
    </ReasonForm>
  );
}

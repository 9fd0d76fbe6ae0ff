import type { Language } from '../../../electron/contract/text.ts';
import type { SettingRefusal } from '../../app/setting-refusal.ts';
import { translate } from '../../i18n/translate.ts';
import { Cap } from '../../ui/Cap.tsx';
import { Shape } from '../../ui/Shape.tsx';

/** Why the shutter stayed closed, large enough to be read from the camera, where hands are needed next. */
export function Refusal({ refusal, language }: { refusal: SettingRefusal; language: Language }) {
  const { setting, asked, got, turn, code } = refusal;
  return (
    <section className="refusal" role="status" aria-live="polite">
      <h2 className="refusal-title">
        <Shape tone="block" />
        {setting}
      </h2>
      <p className="refusal-values">
        <span>{asked}</span>
        <strong>{got}</strong>
      </p>
      <p className="refusal-turn">{turn}</p>
      <p className="refusal-next">
        {translate(language, 'refusal.next')} <Cap action="take" language={language} />
      </p>
      <small>{code}</small>
    </section>
  );
}

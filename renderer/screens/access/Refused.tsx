import { useEffect, useState } from 'react';
import type { Language } from '../../../electron/contract/text.ts';
import { problemText } from '../../app/problem.ts';
import { usePage } from '../../app/store.ts';
import { type Key, plural, translate } from '../../i18n/translate.ts';
import { Shape } from '../../ui/Shape.tsx';

/** How many seconds are left until another attempt is heard; 0 where nothing has to be waited for. */
export function useSlowed(): number {
  const refused = usePage((page) => page.refused);
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const asked = refused?.code === 'sign-in-slowed' ? Number(refused.params?.seconds ?? 0) : 0;
    const end = performance.now() + asked * 1000;
    const count = (): void => setLeft(Math.max(0, Math.ceil((end - performance.now()) / 1000)));
    count();
    if (asked <= 0) return;
    const ticking = setInterval(count, 250);
    return () => clearInterval(ticking);
  }, [refused]);
  return left;
}

type Props = {
  slowedS: number;
  /** What did not fit, where that is not a name and a password. */
  wrong?: Key | undefined;
  language: Language;
};

/** Why it did not go through, said once; the seconds to wait count down without being read out one by one. */
export function Refused({ slowedS, wrong, language }: Props) {
  const refused = usePage((page) => page.refused);
  if (!refused) return null;
  if (refused.code === 'sign-in-slowed') {
    return (
      <div className="gate-problem" data-refused={refused.code}>
        <Shape tone="advise" />
        <p>
          <span role="alert">{translate(language, 'access.slowed')}</span>{' '}
          <span role="timer">
            {slowedS > 0 ? plural(language, 'access.slowed-left', slowedS) : translate(language, 'access.slowed-over')}
          </span>
        </p>
      </div>
    );
  }
  const { says, code } = problemText(refused, language);
  return (
    <p className="gate-problem" role="alert" data-refused={refused.code}>
      <Shape tone="block" />
      <span>
        {wrong && refused.code === 'sign-in-refused' ? translate(language, wrong) : says} <small>{code}</small>
      </span>
    </p>
  );
}

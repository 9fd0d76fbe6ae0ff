import { useEffect, useState } from 'react';
import type { SessionView } from '../../electron/contract/session-view.ts';
import type { Language } from '../../electron/contract/text.ts';
import { usePreferences } from '../app/prefer.ts';
import { usePage } from '../app/store.ts';
import { hasVoice, onVoices } from '../app/voice.ts';
import { toldText } from './told.ts';

/** What a key has just done, for as long as it is worth a word. */
export function ToldLine({ session }: { session: SessionView }) {
  const preferences = usePreferences();
  const told = usePage((page) => page.told);
  const voiced = useVoice(preferences.language);
  return (
    <p className="told" role="status">
      {told && toldText(told, session, preferences, voiced)}
    </p>
  );
}

/** Whether this machine speaks the language; its voices may become known late. */
function useVoice(language: Language): boolean {
  const [, look] = useState(0);
  useEffect(() => onVoices(() => look((times) => times + 1)), []);
  return hasVoice(language);
}

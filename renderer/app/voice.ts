import type { Language } from '../../electron/contract/text.ts';

/** A voice of this machine in the interface's language: no word leaves it for a voice of the network. */
function voiceFor(language: Language): SpeechSynthesisVoice | undefined {
  return globalThis.speechSynthesis
    ?.getVoices()
    .find(({ lang, localService }) => localService && lang.toLowerCase().split(/[-_]/)[0] === language);
}

export function hasVoice(language: Language): boolean {
  return voiceFor(language) !== undefined;
}

/** Says it in place of what is being said; nothing where there is no voice. */
export function speak(text: string, language: Language): void {
  const voice = voiceFor(language);
  if (!voice) return;
  const words = new SpeechSynthesisUtterance(text);
  words.voice = voice;
  words.lang = voice.lang;
  speechSynthesis.cancel();
  speechSynthesis.speak(words);
}

/** Calls when the machine's voices have become known, which may be after the page. */
export function onVoices(call: () => void): () => void {
  globalThis.speechSynthesis?.addEventListener('voiceschanged', call);
  return () => globalThis.speechSynthesis?.removeEventListener('voiceschanged', call);
}

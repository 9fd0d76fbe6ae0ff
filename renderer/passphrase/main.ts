import '../app/no-eval.ts';
import '../app/fonts.css';
import '../app/theme.css';
import './passphrase.css';
import { type PassphraseQuestion, passphraseContract } from '../../electron/contract/passphrase.ts';
import { client } from '../../electron/contract/rpc.ts';
import type { Language } from '../../electron/contract/text.ts';
import { onPort } from '../client/one-port.ts';
import { translate } from '../i18n/translate.ts';
import { problemWith, wordsFor } from './form.ts';

/* The window that asks for the passphrase before there is a studio. It knows of no patient; what is typed goes to its one port. */
const language: Language = /^fr\b/i.test(navigator.language) ? 'fr' : 'en';
document.documentElement.lang = language;

const make = <Name extends keyof HTMLElementTagNameMap>(name: Name, kind = ''): HTMLElementTagNameMap[Name] => {
  const element = document.createElement(name);
  element.className = kind;
  return element;
};

function field(name: string): { label: HTMLLabelElement; words: HTMLElement; input: HTMLInputElement } {
  const [label, words, input] = [make('label'), make('span'), make('input')];
  Object.assign(input, { type: 'password', name, autocomplete: 'off' });
  label.append(words, input);
  return { label, words, input };
}

const form = make('form');
const [title, says, problem, button] = [make('h1'), make('p', 'says'), make('p', 'problem'), make('button')];
const [first, second] = [field('passphrase'), field('again')];
problem.role = 'alert';
form.append(title, says, first.label, second.label, problem, button);

function show(question: PassphraseQuestion): void {
  const words = wordsFor(question, language);
  title.textContent = words.title;
  says.textContent = words.says;
  first.words.textContent = words.first;
  second.words.textContent = words.second;
  second.label.hidden = !words.twice;
  problem.textContent = words.problem;
  button.textContent = words.button;
  button.disabled = false;
  form.reset();
  document.querySelector('main')?.replaceChildren(form);
  first.input.focus();
}

onPort((wire) => {
  const start = client(wire, passphraseContract);
  let question: PassphraseQuestion = 'known';
  start.on('asked', (asked) => {
    question = asked.question;
    show(question);
  });
  form.onsubmit = (event) => {
    event.preventDefault();
    if (button.disabled) return;
    const typed = { passphrase: first.input.value, again: second.input.value };
    const wrong = problemWith(question, typed, language);
    problem.textContent = wrong;
    if (wrong !== '') {
      first.input.focus();
      return;
    }
    button.disabled = true;
    button.textContent = translate(language, 'passphrase.opening');
    start.call('answer', { passphrase: typed.passphrase }).catch(() => show(question));
  };
});
